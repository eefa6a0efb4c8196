import type { Json } from '../../kernel/json.ts';

/** Rows that can be totalled; a CSV without any is refused with the reason. */
const measurableRows = `(
  $rows := outputs.cleaned.data[$type(amount) = "number" and $exists(region) and region != null];
  $count($rows) > 0 ? [$rows] : $error("Invalid CSV format: the columns 'region' and a numeric 'amount' are needed")
)`;

/** CSV in, clean rows and totals out: parse, normalize dates, total the amounts by region. */
export const dataCleanupPlaybook: Json = [
  {
    tool: 'data-transform',
    action: 'csv_to_json',
    as: 'parsed',
    input: { csv: { $jsonata: '$type(data.csv) = "string" ? data.csv : ""' } },
  },
  { tool: 'date-utils', action: 'normalize', as: 'cleaned', input: { data: { $jsonata: 'outputs.parsed.data' } } },
  {
    tool: 'data-transform',
    action: 'aggregate',
    as: 'totals',
    input: { data: { $jsonata: measurableRows }, group_by: 'region', op: 'sum', field: 'amount', as: 'object' },
  },
  { output: { cleaned_data: { $jsonata: 'outputs.cleaned.data' }, summary: { $jsonata: 'outputs.totals.result' } } },
];
