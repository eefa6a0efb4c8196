import { Type } from 'typebox';
import { Secret } from '../../kernel/secret.ts';
import { addProvider, listProviders, removeProvider } from '../../domain/providers/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage, showProvider } from './show.ts';
import { pageOf, provider, providerCreate, refusals } from './wire.ts';

const accounts = { tag: 'Providers' } as const;

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
];
