import { expect, test } from 'vitest';
import { filesOf } from './diff-files.ts';

const diff = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@
 same
--- not a head
+new
diff --git a/old.png b/new.png
similarity index 100%
rename from old.png
rename to new.png
`;

test('a diff is read file by file, and a removed line that looks like a head stays a line', () => {
  const [first, second] = filesOf(diff);
  expect(first).toMatchObject({ name: 'src/a.ts', added: 1, removed: 1 });
  expect(first?.lines.map(({ kind }) => kind)).toEqual(['hunk', 'same', 'removed', 'added']);
  expect(second).toMatchObject({ name: 'new.png', added: 0, removed: 0 });
});

test('text that is no diff is shown, and nothing gives nothing', () => {
  expect(filesOf('')).toEqual([]);
  expect(filesOf('--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b')).toMatchObject([{ name: 'x', added: 1, removed: 1 }]);
});
