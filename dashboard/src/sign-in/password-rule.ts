const charsMin = 12;

export const passwordHint = `At least ${charsMin} characters; pasting is welcome.`;

/** What is wrong with a new password; null when the server may be asked. */
export function passwordFault(password: string): string | null {
  return password.length < charsMin ? `Use at least ${charsMin} characters.` : null;
}
