import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { chooseTheme, readTheme, type Theme } from './theme.ts';

const choices: readonly { readonly theme: Theme; readonly label: string; readonly Icon: LucideIcon }[] = [
  { theme: 'light', label: 'Light theme', Icon: Sun },
  { theme: 'dark', label: 'Dark theme', Icon: Moon },
  { theme: 'system', label: "The system's theme", Icon: Monitor },
];

/** Three radio buttons drawn as icons: light, dark, system. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(readTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <fieldset className="flex rounded-md border border-border p-0.5">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme: value, label, Icon }) => (
        <label
          key={value}
          title={label}
          className="inline-flex size-8 cursor-pointer items-center justify-center rounded has-checked:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-ring"
        >
          <input type="radio" name="theme" value={value} checked={theme === value} onChange={() => choose(value)} className="sr-only" />
          <span className="sr-only">{label}</span>
          <Icon size={16} aria-hidden />
        </label>
      ))}
    </fieldset>
  );
}
