const tickMs = 5;

/**
 * Watches how long the event loop of this thread is held, in milliseconds of its own processor time: that other programs keep the processor busy
 * does not count. `stop` tells the longest hold.
 */
export function watchLoop(): { stop(): number } {
  let longest = 0;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
    before = process.threadCpuUsage();
  };
  const timer = setInterval(look, tickMs);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return Math.round(longest);
    },
  };
}
