import { readAnswerFormat, type AnswerFormat } from '../request/answerFormat';
import { readJsonMessages } from '../request/messages';
import type { ChatMessage } from '../types';
import { isTooDeep } from '../../depth';
import { asNumber, asObject, asString, parseJson, type JsonObject } from '../../json';

/** What must be known of a row to read its answer. */
export interface AskedRow {
	/** Absent where the line of the input file could not be read. */
	customId?: string;
	model: string;
	/** How many choices were asked for. */
	n: number;
	format: AnswerFormat;
	/** What was asked, where that is to be shown. */
	messages?: ChatMessage[];
}

/** Reads the rows of an input file. Rows that want the same format share it. */
export class AskedRowReader {
	readonly rows: AskedRow[] = [];

	private readonly formats = new Map<string, AnswerFormat>();

	constructor(private readonly keepsMessages: boolean) {}

	/** Takes the next line. One that is no row is one nevertheless: the job had it. */
	async add(line: string): Promise<void> {
		const parsed = parseJson(line);
		const row = parsed.ok ? asObject(parsed.value) : undefined;
		const body = asObject(row?.['body']) ?? {};
		const customId = asString(row?.['custom_id']);
		const messages = this.keepsMessages ? readMessages(body['messages']) : undefined;
		this.rows.push({
			...(customId !== undefined && { customId }),
			model: asString(body['model']) ?? '',
			n: asNumber(body['n']) ?? 1,
			format: await this.formatOf(asObject(body['response_format'])),
			...(messages && { messages }),
		});
	}

	private async formatOf(responseFormat: JsonObject | undefined): Promise<AnswerFormat> {
		if (!responseFormat) return {};
		const key = JSON.stringify(responseFormat);
		const format = this.formats.get(key) ?? (await readFormat(responseFormat));
		this.formats.set(key, format);
		return format;
	}
}

/** Files that others wrote may hold what is no conversation: that is not shown. */
function readMessages(value: unknown): ChatMessage[] | undefined {
	if (isTooDeep(value)) return undefined;
	try {
		return readJsonMessages(value);
	} catch {
		return undefined;
	}
}

/** A format that this package cannot check asks nothing of the answer: the API took it. */
async function readFormat(responseFormat: JsonObject): Promise<AnswerFormat> {
	const form = formOf(responseFormat);
	if (!form) return {};
	return await readAnswerFormat({ ...form, describeSchema: false }).catch(() => ({}));
}

function formOf({ type, json_schema: jsonSchema, pattern }: JsonObject) {
	switch (type) {
		case 'json_object':
			return { responseFormat: 'jsonObject' };
		case 'json_schema':
			return { responseFormat: 'jsonSchema', jsonSchema: asObject(jsonSchema)?.['schema'] };
		case 'regex':
			return { responseFormat: 'regex', regexPattern: pattern };
		default:
			return undefined;
	}
}
