import { ToolFailure } from '../../kernel/tool.ts';

const MEMORY_SIGNALS: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL']);
const MEMORY_CODES: ReadonlySet<number> = new Set([132, 133, 134]);

/** What to tell the caller whose call was running when a worker ended by itself. V8 aborts the process when its heap is exhausted. */
export function failureOfExit(code: number | null, signal: string | null): ToolFailure {
  const isMemory = (signal !== null && MEMORY_SIGNALS.has(signal)) || (code !== null && MEMORY_CODES.has(code));
  if (isMemory) return new ToolFailure('MEMORY', 'The tool needed more memory than it may use');
  return new ToolFailure('FAILED', 'The tool stopped unexpectedly');
}
