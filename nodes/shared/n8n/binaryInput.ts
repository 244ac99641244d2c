import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { asString } from '../json';

/** Read in pieces of this size, in bytes: a multiple of three, so that base64 pieces fit together. */
const PIECE = 192 * 1024;

/** The files of an item, by the names of their fields. */
export function filesOf(
	context: IExecuteFunctions,
	itemIndex: number,
): Record<string, IBinaryData> {
	return context.getInputData()[itemIndex]?.binary ?? {};
}

/** The media type of a file without its parameters, and empty where a node before left it out. */
export function mediaTypeOf({ mimeType }: Partial<IBinaryData>): string {
	const [type = ''] = (asString(mimeType) ?? '').split(';');
	return type.trim().toLowerCase();
}

/** How long a file is as base64, in characters, before it is read. */
export async function base64Length(context: IExecuteFunctions, file: IBinaryData): Promise<number> {
	if (!file.id) return file.data.length;
	const { fileSize } = await context.helpers.getBinaryMetadata(file.id);
	return Math.ceil(fileSize / 3) * 4;
}

/** Reads a file as base64. n8n keeps files in memory, or in a store from which they are streamed. */
export async function readBase64(context: IExecuteFunctions, file: IBinaryData): Promise<string> {
	if (!file.id) return file.data;
	const stream = await context.helpers.getBinaryStream(file.id, PIECE);
	const source: AsyncIterable<Buffer> = stream;
	let base64 = '';
	let rest = Buffer.alloc(0);
	for await (const piece of source) {
		const bytes = Buffer.concat([rest, piece]);
		const whole = bytes.length - (bytes.length % 3);
		base64 += bytes.toString('base64', 0, whole);
		rest = bytes.subarray(whole);
	}
	return base64 + rest.toString('base64');
}
