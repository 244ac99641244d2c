import { shapeRow, type ShapedRow } from './batchItems';
import type { Batch } from '../chat/batch/batch';
import { readBatchResults, type BatchResults } from '../client/batchResults';
import { readPrices, soon } from '../client/catalogue';
import type { TogetherClient } from '../client/client';
import { boolean } from '../form/values';
import { asObject } from '../json';

/** What is wanted of the rows of a batch. */
export interface RowsForm {
	simplify: boolean;
	includeMessages: boolean;
	includeCost: boolean;
}

/**
 * Reads the fields of `shared/fields/batchRows.ts`.
 * @throws {FormError} naming the first that cannot be used
 */
export function readRowsForm(read: (name: string) => unknown): RowsForm {
	const options = asObject(read('options')) ?? {};
	const flag = (name: string, label: string) => boolean(options[name] ?? false, label);
	return {
		simplify: boolean(read('simplify') ?? true, 'Simplify Output'),
		includeMessages: flag('includeRequest', 'Include Request'),
		includeCost: flag('includeCost', 'Include Cost'),
	};
}

/**
 * What became of the rows of a job that has ended, in the shape of chat's items.
 * @throws what {@link readBatchResults} throws
 */
export async function readBatchRows(
	client: TogetherClient,
	batch: Batch,
	{ simplify, includeMessages, includeCost }: RowsForm,
	signal: AbortSignal,
): Promise<BatchResults<ShapedRow>> {
	const prices = includeCost ? await soon(readPrices(client), signal) : undefined;
	return await readBatchResults(client, batch, {
		keepsMessages: includeMessages,
		shape: (result, asked) => shapeRow(result, asked, { simplify, includeMessages, prices }),
		signal,
	});
}
