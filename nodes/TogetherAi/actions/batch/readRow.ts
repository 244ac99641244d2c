import type { IExecuteFunctions } from 'n8n-workflow';

import { readChatInput } from '../chat/chatInput';
import type { AskedRow } from '../../../shared/chat/batch/askedRows';
import {
	BATCH_LIMITS,
	MAX_CUSTOM_ID,
	type RowWriter,
	type WrittenRow,
} from '../../../shared/chat/batch/rows';
import { FormError } from '../../../shared/form/formError';
import { show } from '../../../shared/form/values';
import { asNumber, asString } from '../../../shared/json';
import type { RunningItem } from '../../../shared/n8n/runNodeItems';

/** A row, the item it is made of, and what is wanted of its answer. */
export interface ItemRow extends WrittenRow {
	item: number;
	asked: AskedRow;
	simplify: boolean;
	includeMessages: boolean;
	includeCost: boolean;
}

/** What the rows of a run share. */
export interface SharedByRows {
	/** The custom IDs, with the items that have them. */
	customIds: Map<string, number>;
	writer: RowWriter;
}

/**
 * Reads the form for one item, and checks all of it that can be checked before anything is uploaded:
 * the API checks nothing until the job runs.
 * @throws {FormError} naming the first field that cannot be used
 */
export async function readRow(
	context: IExecuteFunctions,
	{ index, signal }: Pick<RunningItem, 'index' | 'signal'>,
	{ customIds, writer }: SharedByRows,
): Promise<ItemRow> {
	const customId = readCustomId(context.getNodeParameter('customId', index, ''), index, customIds);
	const inputs = { tools: false, memory: false };
	const input = await readChatInput(context, { inputs }, { index, signal });
	const { request, format } = input.chat;
	const written = writer.write({ customId, request });
	if (written.bytes > BATCH_LIMITS.rowBytes) throw tooLarge(written.bytes);
	return {
		...written,
		item: index,
		asked: {
			customId,
			model: request.model,
			n: request.n ?? 1,
			format,
			...(input.includeMessages && { messages: input.conversation }),
		},
		simplify: input.simplify,
		includeMessages: input.includeMessages,
		includeCost: input.includeCost,
	};
}

const LABEL = 'Custom ID';

function readCustomId(value: unknown, index: number, customIds: SharedByRows['customIds']): string {
	const isEmpty = value === '' || value === undefined || value === null;
	const customId = isEmpty ? String(index) : (asString(value) ?? asNumber(value)?.toString());
	if (customId === undefined) {
		throw new FormError(LABEL, `must be a text or a number, but is ${show(value)}`);
	}
	if (customId.length > MAX_CUSTOM_ID) {
		throw new FormError(
			LABEL,
			`has ${customId.length} characters, and the API takes ${MAX_CUSTOM_ID}`,
			'Use a shorter one, such as the ID of a record.',
		);
	}
	const other = customIds.get(customId);
	if (other !== undefined) {
		throw new FormError(
			LABEL,
			`${show(customId)} is also that of item ${other}`,
			'Give each item one of its own, or leave the field empty.',
		);
	}
	customIds.set(customId, index);
	return customId;
}

function tooLarge(bytes: number): FormError {
	const megabytes = (bytes / 1_000_000).toFixed(1);
	return new FormError(
		'Messages',
		`and all else that is sent make a row of ${megabytes} MB, and a batch takes 10 MB for each`,
		'Shorten the text, or send attachments as URLs.',
	);
}
