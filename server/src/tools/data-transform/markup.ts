import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { actionTable, emptyRecord, failed, flagOr, numberOr, textAt, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';

const ATTRIBUTE_PREFIX = '@';
const TEXT_MEMBER = '#text';
const DEPTH_MAX = 64;
const XML_NAME = /^[A-Za-z_][\w.-]*$/;

export const markupActions = actionTable({
  xml_to_json: xmlToJson,
  json_to_xml: jsonToXml,
  yaml_to_json: yamlToJson,
  json_to_yaml: jsonToYaml,
});

function xmlToJson(input: JsonObject): Json {
  const xml = textAt(input, 'xml');
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw failed('Invalid XML: document types and entities are not accepted');
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) throw failed(`Invalid XML: ${verdict.err.msg} (line ${verdict.err.line})`);
  const isTyped = flagOr(input, 'types', true);
  const parser = new XMLParser({
    ignoreAttributes: !flagOr(input, 'attributes', true),
    attributeNamePrefix: ATTRIBUTE_PREFIX,
    textNodeName: TEXT_MEMBER,
    parseTagValue: isTyped,
    parseAttributeValue: isTyped,
    ignoreDeclaration: true,
    ignorePiTags: true,
    numberParseOptions: { hex: false, leadingZeros: false, eNotation: false },
  });
  return { data: cleaned(parser.parse(xml), DEPTH_MAX) };
}

function jsonToXml(input: JsonObject): Json {
  const root = textOr(input, 'root', 'root');
  if (!XML_NAME.test(root)) throw failed('Invalid XML name: "root" must start with a letter and hold no spaces');
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE_PREFIX,
    textNodeName: TEXT_MEMBER,
    format: flagOr(input, 'pretty', false),
    suppressEmptyNode: true,
  });
  const data = valueAt(input, 'data');
  const item = textOr(input, 'item', 'item');
  const body = Array.isArray(data) ? { [item]: data.map(asElement) } : asElement(data);
  refuseBadNames(body, DEPTH_MAX);
  return { xml: builder.build({ [root]: body }) };
}

function asElement(value: Json): Json {
  return value === null ? '' : value;
}

function refuseBadNames(value: Json, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw failed('The data is nested too deeply for XML');
  for (const [key, member] of Object.entries(value)) {
    const name = key.startsWith(ATTRIBUTE_PREFIX) ? key.slice(1) : key;
    if (!Array.isArray(value) && key !== TEXT_MEMBER && !XML_NAME.test(name)) throw failed(`"${key.slice(0, 60)}" cannot be an XML name`);
    refuseBadNames(member, depth - 1);
  }
}

function yamlToJson(input: JsonObject): Json {
  let data: unknown;
  try {
    data = parseYaml(textAt(input, 'yaml'), { schema: 'core', maxAliasCount: 100, prettyErrors: true, logLevel: 'error' });
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be read';
    throw failed(`Invalid YAML: ${detail.slice(0, 200)}`);
  }
  return { data: cleaned(data, DEPTH_MAX) };
}

function jsonToYaml(input: JsonObject): Json {
  return { yaml: stringifyYaml(valueAt(input, 'data'), { indent: numberOr(input, 'indent', 2), aliasDuplicateObjects: false }) };
}

/** Plain JSON of what a parser built: no prototype-reaching members, no values JSON cannot say. */
function cleaned(value: unknown, depth: number): Json {
  if (depth === 0) throw failed('The document is nested too deeply');
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depth - 1));
  if (!isJsonObject(value)) return null;
  const record = emptyRecord();
  for (const [key, member] of Object.entries(value)) if (!isForbiddenKey(key)) record[key] = cleaned(member, depth - 1);
  return record;
}
