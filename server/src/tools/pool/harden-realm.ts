/**
 * Closes the ways from a value back to code: nothing can be added to the built-in prototypes, `__proto__` is an ordinary member name, and
 * `value.constructor.constructor("…")` throws. A second line of defence; the first is that tools read own members only.
 */
export function hardenRealm(): void {
  Reflect.deleteProperty(Object.prototype, '__proto__');
  const functions = [() => undefined, async () => undefined, function* () {}, async function* () {}];
  for (const sample of functions) {
    const prototype: object | null = Reflect.getPrototypeOf(sample);
    if (prototype !== null)
      Object.defineProperty(prototype, 'constructor', { value: refuseToCompile, writable: false, configurable: false });
  }
  for (const prototype of builtInPrototypes()) Object.preventExtensions(prototype);
}

function builtInPrototypes(): readonly object[] {
  const builtIns = [Object, Array, Function, String, Number, Boolean, Date, RegExp, Map, Set, Promise, Error];
  return builtIns.map((builtIn) => builtIn.prototype);
}

function refuseToCompile(): never {
  throw new TypeError('Code cannot be made from text here');
}
