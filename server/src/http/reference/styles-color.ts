/** Light and dark colors; text on its ground has a contrast of at least 4.5 in both. Code stands on a dark ground in both. */
export const colorCss = `
:root {
  color-scheme: light dark;
  --ground: #fbfcfd;
  --panel: #f3f5f8;
  --text: #1c232d;
  --quiet: #566170;
  --line: #dfe4ea;
  --link: #2456b8;
  --ember: #a84a0c;
  --required: #a3380b;
  --chip: #eaeef3;
  --get: #1d4fa8;
  --get-ground: #e3ecfb;
  --post: #17693c;
  --post-ground: #def3e6;
  --put: #84500a;
  --put-ground: #fbeeda;
  --delete: #a82a2a;
  --delete-ground: #fbe4e3;
  --code-ground: #18202b;
  --code-line: #2a3543;
  --code-title: #a9b6c6;
  --code-text: #dce4ee;
  --code-name: #9cc4ff;
  --code-string: #a9dcb4;
  --code-value: #ffbe8a;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171e;
    --panel: #1a212b;
    --text: #e4e9f0;
    --quiet: #a3afbf;
    --line: #2a3441;
    --link: #92bbff;
    --ember: #ff9f57;
    --required: #ffab7d;
    --chip: #242e3b;
    --get: #a5c8ff;
    --get-ground: #1d2f4e;
    --post: #93dfb0;
    --post-ground: #17382a;
    --put: #f5c987;
    --put-ground: #3d2d14;
    --delete: #ffaeaa;
    --delete-ground: #472323;
    --code-ground: #0b0f15;
    --code-line: #242e3b;
  }
}
`;
