import type { Forgeyard, OverviewPeriod } from '@forgeyard/sdk';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

const renewMs = 30_000;

export const overviewQuery = (forge: Forgeyard, period: OverviewPeriod) =>
  queryOptions({
    queryKey: ['overview', period],
    refetchInterval: renewMs,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => forge.insight.overview({ period }, { signal }),
  });
