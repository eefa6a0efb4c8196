import type { TSchema } from 'typebox';
import { Compile } from 'typebox/schema';
import type { Validator } from 'typebox/schema';

const problemsMax = 5;

/** A check of a tool's arguments: what is wrong with them, in a sentence that a model can act on; null when nothing is. Compiled at its first use. */
export function checkOf(schema: TSchema): (args: unknown) => string | null {
  let compiled: Validator | undefined;
  return (args) => {
    compiled ??= Compile(schema);
    const [isValid, errors] = compiled.Errors(args);
    if (isValid) return null;
    const said = errors
      .slice(0, problemsMax)
      .map(({ instancePath, message }) => `${instancePath === '' ? 'arguments' : instancePath} ${message}`);
    return `The arguments are not valid: ${said.join('; ')}.`;
  };
}
