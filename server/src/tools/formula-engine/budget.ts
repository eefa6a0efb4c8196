/** Raised when a formula costs more than it may; becomes the error value #ERROR!. */
export class BudgetSpent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BudgetSpent';
  }
}

/** Counts the work of formulas: one per part evaluated and one per cell touched. */
export class Budget {
  #left: number;

  constructor(operationsMax: number) {
    this.#left = operationsMax;
  }

  /** @throws BudgetSpent */
  spend(operations: number): void {
    this.#left -= operations;
    if (this.#left < 0) throw new BudgetSpent('The formula takes too many operations');
  }
}
