import { Type } from 'typebox';
import { fieldTypes, isSecretField, launchTypeIds } from '../../domain/launches/index.ts';
import type { LaunchField, LaunchType } from '../../domain/launches/index.ts';
import { anyJson, oneOf } from './wire-types.ts';

/** Webhook types that launch agents, as every face shows them. */
export const launchField = Type.Object({
  name: Type.String(),
  label: Type.String(),
  type: oneOf(fieldTypes),
  required: Type.Boolean(),
  secret: Type.Boolean({ description: 'Kept sealed; shown as `••••`, which sent back keeps it' }),
  default: Type.Optional(anyJson),
  options: Type.Optional(Type.Array(Type.String())),
  help: Type.String(),
});
export const launchType = Type.Object({
  id: oneOf(launchTypeIds),
  name: Type.String(),
  description: Type.String(),
  build_fields: Type.Array(launchField),
  runtime_fields: Type.Array(launchField),
});
export function showField(field: LaunchField) {
  const { name, label, type, required, help, options } = field;
  return {
    name,
    label,
    type,
    required,
    secret: isSecretField(field),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(options === undefined ? {} : { options }),
    help,
  };
}

export function showLaunchType(type: LaunchType) {
  return {
    id: type.id,
    name: type.name,
    description: type.description,
    build_fields: type.buildFields.map(showField),
    runtime_fields: type.runtimeFields.map(showField),
  };
}
