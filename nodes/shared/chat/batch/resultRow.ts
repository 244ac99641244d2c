import type { AskedRow } from './askedRows';
import { parseCompletion } from '../parseCompletion';
import { readCompletion } from '../result/completion';
import { ChatExchange, type ChatResult } from '../result/exchange';
import { hasError, parseErrorBody, reportedError } from '../../http/errorBody';
import { asNumber, asObject, asString, parseJson, type JsonObject } from '../../json';

/** A line of a results file. */
export interface ResultRow {
	customId: string;
	/** The API's row: an answer, or an error. */
	row: JsonObject;
}

/** Reads a line of a results file. @returns undefined when it is no row */
export function parseResultRow(line: string): ResultRow | undefined {
	const parsed = parseJson(line);
	const row = parsed.ok ? asObject(parsed.value) : undefined;
	const customId = asString(row?.['custom_id']);
	return row && customId !== undefined ? { customId, row } : undefined;
}

/**
 * Reads the answer of a row, by the rules of live answers.
 * @throws {ApiError} what the row failed with, {@link ChatResultError} when the answer does not have
 * the form that was asked for
 */
export async function readResultRow(row: JsonObject, asked: AskedRow): Promise<ChatResult> {
	const response = asObject(row['response']) ?? {};
	const { body } = response;
	if (hasError(row)) throw reportedError(parseErrorBody(row));
	if (hasError(body) || (asNumber(response['status_code']) ?? 200) >= 400) {
		throw reportedError(parseErrorBody(body));
	}
	const { model, n, format } = asked;
	const request = { model, n, messages: [] };
	// Tools cannot be called in a batch, and nothing is asked again.
	const exchange = new ChatExchange({
		request,
		format,
		tools: [],
		maxToolRounds: 1,
		maxToolCalls: 1,
		repairs: false,
	});
	await exchange.take(readCompletion(parseCompletion(body), request));
	if (!exchange.result) throw new Error('An exchange without tools and repairs ends at once');
	return exchange.result;
}
