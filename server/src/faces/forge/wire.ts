import { Type } from 'typebox';
import { anyJson, jsonObject, longText, nullable } from '../kit/index.ts';

export const executeParams = Type.Object({
  name: Type.String({ description: "The agent's name; its other addresses are accepted as well" }),
});

export const executeBody = Type.Object(
  {
    input: longText(1_000_000, 1, 'What the agent shall do'),
    data: Type.Optional(jsonObject),
    session_id: Type.Optional(Type.String({ description: 'Continues this session with its history' })),
    config_override: Type.Optional(
      Type.Object(
        {
          max_steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
          temperature: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 2 }))),
          timeout_ms: Type.Optional(Type.Integer({ minimum: 100, maximum: 600_000 })),
          retry_on_error: Type.Optional(Type.Boolean()),
          max_tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000 })),
        },
        { additionalProperties: false },
      ),
    ),
    stream: Type.Optional(Type.Boolean({ default: true, description: 'false answers with JSON when the run has ended' })),
  },
  { additionalProperties: false },
);

export const executed = Type.Object({
  success: Type.Literal(true),
  data: Type.Object({
    run_id: Type.String(),
    session_id: Type.String(),
    session_name: Type.String(),
    status: Type.String(),
    output: nullable(Type.String()),
    result: anyJson,
    error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
    steps: Type.Array(jsonObject),
    usage: Type.Object({ input_tokens: Type.Integer(), output_tokens: Type.Integer() }),
    duration_ms: nullable(Type.Integer()),
  }),
});

export const errorBody = Type.Object({
  success: Type.Literal(false),
  error: Type.Object({ code: Type.String(), message: Type.String(), details: Type.Optional(Type.Unknown()) }),
});
