import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { errorText, toErrorItem, toNodeError } from './failure';
import type { AskedRow } from '../chat/batch/askedRows';
import type { Batch } from '../chat/batch/batch';
import { batchPricing } from '../chat/batch/discount';
import { adviceForFailedBatch } from '../chat/batch/errors';
import { withReply } from '../chat/conversation';
import { costOf } from '../chat/cost';
import type { ChoiceEnding } from '../chat/result/completion';
import type { ChatResult } from '../chat/result/exchange';
import { simplifyResult, wholeResult } from '../chat/result/output';
import type { RowResult } from '../client/batchResults';
import type { Prices } from '../client/catalogue';

/** What is wanted of an answered row. */
export interface RowForm {
	simplify: boolean;
	includeMessages: boolean;
	/** Where the cost is wanted and known. */
	prices?: Prices | undefined;
}

/** An answered row as it comes out. */
export interface ShapedRow {
	/** One per choice when simplified, else the API's own object. */
	outputs: IDataObject[];
	endings: ChoiceEnding[];
}

/** The shape of chat's items for the answer of a row. Its cost is on the first, so that sums stay right. */
export function shapeRow(
	result: ChatResult,
	asked: AskedRow,
	{ simplify, includeMessages, prices }: RowForm,
): ShapedRow {
	const { completion, usage } = result;
	const messages = includeMessages && asked.messages && withReply(asked.messages, completion.body);
	const additions = messages ? { messages } : {};
	const outputs: object[] = simplify
		? simplifyResult(result, additions)
		: [wholeResult(result, additions)];
	const model = asked.model || completion.body.model;
	const pricing = prices?.get(model);
	const cost = pricing && usage && { cost: costOf(usage, batchPricing(model, pricing)) };
	return {
		outputs: outputs.map((output, at) => ({ ...output, ...(at === 0 && cost) })),
		endings: completion.choices.map(({ ending }) => ending),
	};
}

/** Where the items of a row belong. */
export interface RowPlace {
	node: INode;
	batchId: string;
	/** Of the input item; absent in a trigger. */
	itemIndex?: number;
}

/**
 * The items of a row: its answer, or an error item. The error names the row, as older n8n takes no
 * details beside an error.
 */
export function toRowItems(
	{ customId, outcome }: RowResult<ShapedRow>,
	{ node, batchId, itemIndex }: RowPlace,
): INodeExecutionData[] {
	const pairedItem = itemIndex === undefined ? {} : { pairedItem: { item: itemIndex } };
	const name = customId === undefined ? {} : { customId };
	if (outcome.ok) {
		return outcome.value.outputs.map((output) => ({ json: { ...name, ...output }, ...pairedItem }));
	}
	const failure = toNodeError(node, outcome.error, itemIndex ?? 0);
	failure.context.details = { ...asData(failure.context.details), ...name, batchId };
	const { json } = toErrorItem(node, failure, itemIndex ?? 0);
	const row = customId === undefined ? 'Row' : `Row "${customId}"`;
	return [{ json: { ...json, error: `${row}: ${errorText(failure)}` }, ...pairedItem }];
}

/** What is told of a job beside what the API tells. */
export interface JobAdditions {
	/** How many there are, where that is known. */
	rows?: number;
	warnings?: string[];
}

/** A job as an item. Its error has another name: an item with `error` would be one that failed. */
export function toJobData(batch: Batch, { rows, warnings = [] }: JobAdditions = {}): IDataObject {
	const { id, status, model, error, ...rest } = batch;
	return {
		id,
		status,
		...(model !== undefined && { model }),
		...(rows !== undefined && { rows }),
		...rest,
		...(error !== undefined && { failureReason: error, advice: adviceForFailedBatch(error) }),
		...(warnings.length > 0 && { warnings }),
	};
}

function asData(value: unknown): IDataObject {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}
