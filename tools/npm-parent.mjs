const pollMs = 250;

/**
 * Calls back once when npm started this process and has gone away. A SIGTERM that reaches npm alone kills npm's shell
 * but is not passed on, which would leave a server or a test run behind.
 */
export function onNpmGone(callback) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, pollMs);
  timer.unref();
}
