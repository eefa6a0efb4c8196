/**
 * Closes the ways from a value back to code: nothing can be added to the built-in prototypes, `__proto__` is an ordinary member name, and
 * `value.constructor.constructor("…")` throws. A second line of defence; the first is that tools read own members only.
 */
export function hardenRealm(): void {
  Reflect.deleteProperty(Object.prototype, '__proto__');
  const functions = [() => undefined, async () => undefined, function* () {}, async function* () {}];
  for (const sample of functions) {
    const prototype: object | null = Reflect.getPrototypeOf(sample);
    if (prototype !== null) closeConstructor(prototype);
  }
  for (const prototype of builtInPrototypes()) Object.preventExtensions(prototype);
}

/** Libraries give functions of their own a `constructor`; with a value that cannot be written in the way, strict code would fail to. */
function closeConstructor(prototype: object): void {
  Object.defineProperty(prototype, 'constructor', {
    get: () => refuseToCompile,
    set(this: object, value: unknown) {
      if (this === prototype) refuseToCompile();
      Object.defineProperty(this, 'constructor', { value, writable: true, enumerable: true, configurable: true });
    },
    configurable: false,
  });
}

function builtInPrototypes(): readonly object[] {
  const builtIns = [Object, Array, Function, String, Number, Boolean, Date, RegExp, Map, Set, Promise, Error];
  return builtIns.map((builtIn) => builtIn.prototype);
}

function refuseToCompile(): never {
  throw new TypeError('Code cannot be made from text here');
}
