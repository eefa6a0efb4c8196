import { Type } from 'typebox';
import { scopeGrants } from '../../kernel/caller.ts';
import { customRoute } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { metadataPath } from './face.ts';

const metadata = Type.Object({
  resource: Type.String(),
  authorization_servers: Type.Array(Type.String()),
  scopes_supported: Type.Array(Type.String()),
  bearer_methods_supported: Type.Array(Type.String()),
  resource_name: Type.String(),
  resource_documentation: Type.String(),
});

const paths = [
  { path: '/.well-known/oauth-protected-resource', operationId: 'mcpResourceMetadata' },
  { path: metadataPath, operationId: 'mcpResourceMetadataOfPath' },
] as const;

/** What the MCP endpoint is and what it wants to see. Source: RFC 9728, section 2; no authorization server issues our keys, people do. */
export function metadataRoutes({ publicOrigin }: FaceParts): readonly RouteDraft[] {
  return paths.map(({ path, operationId }) =>
    customRoute({
      tag: 'MCP',
      method: 'GET',
      path,
      operationId,
      summary: 'Metadata of the MCP endpoint as a protected resource',
      answers: { 200: { description: 'The metadata', schema: metadata } },
      respond: async () => ({
        status: 200,
        body: {
          resource: `${publicOrigin()}/mcp`,
          authorization_servers: [],
          scopes_supported: ['read', 'write', ...scopeGrants],
          bearer_methods_supported: ['header'],
          resource_name: 'Forgeyard',
          resource_documentation: `${publicOrigin()}/docs`,
        },
      }),
    }),
  );
}
