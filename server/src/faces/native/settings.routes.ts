import { Type } from 'typebox';
import { Secret } from '../../kernel/secret.ts';
import { listInteractions, resolveInteraction } from '../../domain/interactions/index.ts';
import { addProvider, listProviders, removeProvider } from '../../domain/providers/index.ts';
import { asJsonObject, oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showInteraction, showPage, showProvider } from './show.ts';
import { idParams, interaction, interactionAnswer, pageOf, pageQuery, provider, providerCreate, refusals } from './wire.ts';

const accounts = { tag: 'Providers' } as const;
const questions = { tag: 'Interactions' } as const;

export const settingsRoutes: readonly RouteDraft[] = [
  route({
    ...accounts,
    method: 'GET',
    path: '/v1/providers',
    operationId: 'listProviders',
    summary: 'List access to model providers; never a key',
    answers: { 200: { description: 'Provider accounts', schema: pageOf(provider) }, ...refusals(403) },
    operation: listProviders,
    read: () => undefined,
    show: (items) => showPage({ items, nextCursor: null }, showProvider),
  }),
  route({
    ...accounts,
    method: 'POST',
    path: '/v1/providers',
    operationId: 'addProvider',
    summary: 'Add access to a model provider; the key is sealed and never shown again',
    body: providerCreate,
    bodyExample: { provider: 'anthropic', api_key: 'sk-ant-REPLACE-ME' },
    status: 201,
    answers: { 201: { description: 'The account', schema: provider }, ...refusals(400, 403, 422) },
    operation: addProvider,
    read: ({ body }) => ({
      provider: body.provider,
      label: body.label,
      baseUrl: body.base_url,
      apiKey: new Secret(body.api_key),
      models: body.models,
    }),
    show: showProvider,
  }),
  route({
    ...accounts,
    method: 'DELETE',
    path: '/v1/providers/:id',
    operationId: 'removeProvider',
    summary: 'Remove access to a model provider',
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    status: 204,
    answers: { 204: { description: 'Removed' }, ...refusals(403, 404) },
    operation: removeProvider,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
  route({
    ...questions,
    method: 'GET',
    path: '/v1/interactions',
    operationId: 'listInteractions',
    summary: 'List questions that runs wait for, newest first',
    query: Type.Object({ ...pageQuery, state: Type.Optional(oneOf(['open', 'resolved', 'canceled'])) }),
    answers: { 200: { description: 'Questions', schema: pageOf(interaction) }, ...refusals(400, 403) },
    operation: listInteractions,
    read: ({ query }) => ({ state: query.state, limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page) => showPage(page, showInteraction),
  }),
  route({
    ...questions,
    method: 'POST',
    path: '/v1/interactions/:id/resolve',
    operationId: 'resolveInteraction',
    summary: 'Answer a question; the first answer wins and the run goes on',
    params: idParams,
    body: interactionAnswer,
    bodyExample: { decision: 'approve' },
    answers: { 200: { description: 'The answered question', schema: interaction }, ...refusals(400, 403, 404, 409, 422) },
    operation: resolveInteraction,
    read: ({ params, body }) => ({
      id: params.id,
      decision: body.decision,
      message: body.message,
      ...(body.input === undefined ? {} : { input: asJsonObject(body.input) }),
    }),
    show: showInteraction,
  }),
];
