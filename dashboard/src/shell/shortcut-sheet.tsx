import { useState } from 'react';
import { Modal } from '../ui/modal.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { places } from './places.ts';
import { keepSetting, readSetting } from './shortcuts.ts';

interface SheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const always: readonly (readonly [string, string])[] = [
  ['/', 'Go to the filter of the page'],
  ['j k', 'Go down and up in the list; Enter opens the row'],
  ['c', 'Create what the page is about'],
  ['h l', 'Go to the column to the left and to the right on the board'],
  ['m', 'Open the menu of the task: move, assign, retry'],
  ['1 2 3 4', "Set the task's priority"],
  ['a r', 'Approve the open deliverable, or request a revision'],
  ['a e r u', 'Approve, edit, reject the open question; take the answer back'],
  ['n p', 'Go to the next and to the previous session of the list'],
  ['x', 'Pick the session that has the focus, to compare or to end several'],
  ['[ ]', 'Choose a shorter or a longer period on the overview'],
  ['f e', 'Show only the failed steps of a trace; open all of them'],
  ['v', 'Show the deliverable rendered, as source, compared'],
  ['] [', 'Go to the next and to the previous change'],
  ['.', 'Show the code that calls the open agent'],
  ['?', 'Show this list'],
  ['Ctrl Enter', 'Send the message (works while typing)'],
  ['Ctrl S', "Save the agent's form (works while typing)"],
];

/** The list of keyboard shortcuts, and the switch that turns single letters off. */
export function ShortcutSheet({ isOpen, onClose }: SheetProps) {
  const [isOn, setOn] = useState(readSetting);
  const change = (next: boolean) => {
    keepSetting(next);
    setOn(next);
  };
  const going = places.flatMap(({ letter, label }) => (letter === undefined ? [] : [[`g ${letter}`, `Go to ${label}`] as const]));
  return (
    <Modal title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose}>
      <dl className="mb-5 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {[...always, ...going].map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded border border-input bg-muted px-1.5 py-0.5 font-mono text-xs">{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Toggle label="Single-letter shortcuts" hint="Shortcuts never act while you type in a field." isOn={isOn} onChange={change} />
    </Modal>
  );
}
