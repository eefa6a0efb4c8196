/** Makes a test for event types out of what a person typed: `run.*` matches a family, other text any part of the type. */
export function typeMatcher(typed: string): (type: string) => boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return () => true;
  const parts = wanted.split('*');
  if (parts.length === 1) return (type) => type.includes(wanted);
  return (type) => {
    let from = 0;
    for (const [place, part] of parts.entries()) {
      const at = type.indexOf(part, from);
      if (at < 0 || (place === 0 && at !== 0)) return false;
      from = at + part.length;
    }
    return parts.at(-1) === '' || type.endsWith(parts.at(-1) ?? '');
  };
}
