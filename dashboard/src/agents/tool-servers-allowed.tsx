import type { ToolServer } from '@forgeyard/sdk';
import { visible } from './tool-servers-words.ts';

interface AllowedToolsProps {
  readonly server: ToolServer;
  /** Null for all that are approved. */
  readonly allowed: readonly string[] | null;
  readonly onChange: (allowed: readonly string[] | null) => void;
}

/** Which tools of a server the agent may use at all. A tool that is chosen has to be approved besides. */
export function AllowedTools({ server, allowed, onChange }: AllowedToolsProps) {
  const listed = server.tools.map(({ name }) => name);
  // What is allowed and not listed now stays to be seen, and to be taken away.
  const names = [...new Set([...listed, ...(server.allowed ?? [])])];
  const toggle = (name: string, isOn: boolean) => {
    const before = allowed ?? [];
    onChange(isOn ? [...before, name] : before.filter((one) => one !== name));
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="font-medium">Tools that may be used</legend>
      <label className="flex min-h-8 items-center gap-2">
        <input
          type="radio"
          name="allowed"
          className="size-5 shrink-0 accent-primary"
          checked={allowed === null}
          onChange={() => onChange(null)}
        />
        All that are approved, also later ones
      </label>
      <label className="flex min-h-8 items-center gap-2">
        <input
          type="radio"
          name="allowed"
          className="size-5 shrink-0 accent-primary"
          checked={allowed !== null}
          onChange={() => onChange(server.allowed ?? listed)}
        />
        Only these, when they are approved
      </label>
      {allowed !== null && (
        <div className="ml-7 flex flex-col">
          {names.length === 0 && <p className="text-muted-foreground">The server lists no tools yet: none may be used.</p>}
          {names.map((name) => (
            <label key={name} className="flex min-h-8 items-center gap-2">
              <input
                type="checkbox"
                className="size-5 shrink-0 accent-primary"
                checked={allowed.includes(name)}
                onChange={(event) => toggle(name, event.target.checked)}
              />
              <span className="min-w-0 font-mono wrap-anywhere">{visible(name)}</span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
