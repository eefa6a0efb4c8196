import { describe, expectTypeOf, test } from 'vitest';
import type { Agent, ExecuteEvent, Forgeyard, JsonValue, Run, RunWithSteps, StreamedEvent } from './index.ts';

describe('types', () => {
  test('the type of an event decides its payload', () => {
    const read = (event: StreamedEvent): void => {
      if (event.type === 'message.delta') expectTypeOf(event.payload.text).toEqualTypeOf<string>();
      if (event.type === 'tool.completed') expectTypeOf(event.payload.output).toEqualTypeOf<JsonValue>();
      if (event.type === 'run.failed') expectTypeOf(event.payload.code).toEqualTypeOf<string>();
      expectTypeOf(event.cursor).toEqualTypeOf<string | null>();
    };
    const execute = (event: ExecuteEvent): void => {
      if (event.event === 'token') expectTypeOf(event.data.text).toEqualTypeOf<string>();
    };
    expectTypeOf(read).parameter(0).toEqualTypeOf<StreamedEvent>();
    expectTypeOf(execute).parameter(0).toEqualTypeOf<ExecuteEvent>();
  });

  test('calls promise what they return', () => {
    expectTypeOf<Forgeyard['runs']['create']>().returns.resolves.toEqualTypeOf<RunWithSteps>();
    expectTypeOf<Forgeyard['runs']['start']>().returns.resolves.toEqualTypeOf<Run>();
    expectTypeOf<Forgeyard['agents']['list']>().returns.toExtend<AsyncIterable<Agent>>();
  });
});
