import { enableCompileCache } from 'node:module';

enableCompileCache();
const { run } = await import('./serve.ts');
await run(process.env);
