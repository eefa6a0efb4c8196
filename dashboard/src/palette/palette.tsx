import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { matching, recentCommands, remember, type Command } from './command.ts';
import { findThings, oldestQuery } from './find-things.ts';
import { fixedCommands } from './places-commands.ts';

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const pauseMs = 150;
const shownMax = 30;

/** Everything by its name or id: places, things to make, and what is found on the server. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup
          aria-label="Find anything"
          className="fixed inset-x-0 top-0 z-50 flex max-h-dvh flex-col overflow-hidden bg-popover text-popover-foreground shadow-xl outline-none sm:inset-x-auto sm:top-[12dvh] sm:left-1/2 sm:max-h-[70dvh] sm:w-[40rem] sm:-translate-x-1/2 sm:rounded-xl sm:border sm:border-border"
        >
          <Finder onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ onClose }: { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const { commands, isLooking } = useCommands(typed);
  const [place, setPlace] = useState(0);
  const open = useOpen(onClose);
  const id = useId();
  const list = useRef<HTMLUListElement | null>(null);
  const chosen = commands[Math.min(place, commands.length - 1)];
  useEffect(() => setPlace(0), [typed]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [place, commands]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setPlace((Math.min(place, commands.length - 1) + step + commands.length) % Math.max(1, commands.length));
    else if (event.key === 'Enter' && chosen !== undefined) open(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b border-border px-4">
        <Search size={18} aria-hidden className="shrink-0 text-muted-foreground" />
        <input
          role="combobox"
          aria-label="Find anything"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={chosen === undefined ? undefined : `${id}-${commands.indexOf(chosen)}`}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Go to, create, or paste an id"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-14 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      <ul ref={list} id={id} role="listbox" aria-label="Found" className="min-h-24 overflow-y-auto p-2">
        {commands.map((command, at) => (
          <Line key={command.id} id={`${id}-${at}`} command={command} isChosen={command === chosen} onOpen={open} />
        ))}
      </ul>
      <p role="status" className="border-t border-border px-4 py-2 text-xs text-muted-foreground">
        {foundWords(commands.length, isLooking)}
      </p>
    </>
  );
}

function foundWords(count: number, isLooking: boolean): string {
  if (count === 0) return isLooking ? 'Looking …' : 'Nothing found.';
  return `${count} found${isLooking ? ', looking for more …' : ''}. Arrows choose, Enter opens.`;
}

interface LineProps {
  readonly id: string;
  readonly command: Command;
  readonly isChosen: boolean;
  readonly onOpen: (command: Command) => void;
}

function Line({ id, command, isChosen, onOpen }: LineProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      onClick={() => onOpen(command)}
      className="flex min-h-10 cursor-pointer items-center gap-3 rounded-md px-3 hover:bg-accent aria-selected:bg-accent"
    >
      <span className="w-24 shrink-0 text-xs text-muted-foreground">{command.kind}</span>
      <span className="min-w-0 truncate">{command.label}</span>
    </li>
  );
}

/** What fits the text: remembered and fixed commands at once, the server's after a short pause. */
function useCommands(typed: string): { readonly commands: readonly Command[]; readonly isLooking: boolean } {
  const forge = useForge();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const isWorth = asked.length > 1 || /^[0-9]$/.test(asked);
  const found = useQuery({
    queryKey: ['palette', asked],
    enabled: isWorth,
    queryFn: ({ signal }) => findThings(forge, asked, signal),
  });
  const oldest = useQuery(oldestQuery(forge)).data ?? [];
  const fixed = [...oldest, ...fixedCommands];
  const local = typed.trim() === '' ? [...oldest, ...recentCommands(), ...fixed] : matching(fixed, typed);
  const remote = asked === typed.trim() && isWorth ? (found.data ?? []) : [];
  const all = new Map([...local, ...remote].map((command) => [command.id, command]));
  return { commands: [...all.values()].slice(0, shownMax), isLooking: typed.trim() !== asked || found.isFetching };
}

/** Goes where a command leads; a button of that page is pressed as soon as it is there. */
function useOpen(onClose: () => void): (command: Command) => void {
  const router = useRouter();
  return (command) => {
    remember(command);
    onClose();
    void router.navigate({ href: command.href }).then(() => {
      if (command.press !== undefined) pressWhenThere(command.press, 20);
    });
  };
}

const lookMs = 100;

function pressWhenThere(name: string, looks: number): void {
  const button = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
  if (button !== null) button.click();
  else if (looks > 0) setTimeout(() => pressWhenThere(name, looks - 1), lookMs);
}
