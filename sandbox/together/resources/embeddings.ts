import { z } from 'zod';

import type { ApiRequest, Resource, Shared } from '../resource';
import { json, type Answer } from '../shared/answer';
import { invalidRequest, refusal } from '../shared/errors';
import { hash } from '../shared/ids';
import { tokenize } from '../shared/tokens';

const DIMENSIONS = 1_024;

/** The API refuses everything else in the body. */
const embeddingsRequest = z
	.object({
		model: z.string().min(1),
		input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
		encoding_format: z.enum(['float', 'base64']).optional(),
	})
	.strict();

/** How embeddings are answered. */
export interface EmbeddingsOptions {
	/** Vectors as base64 of 32-bit floats, as some servers send them unasked. */
	embeddingsAsBase64?: boolean;
}

/** Vectors of texts: texts that share words are near each other. */
export const embeddings: Resource = [
	{ method: 'POST', path: '/v1/embeddings', handle: embed, asksModel: true },
];

async function embed(asked: ApiRequest, { options, admission }: Shared): Promise<Answer> {
	const { id } = asked;
	const parsed = embeddingsRequest.safeParse(asked.body.value);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const param = issue?.path.join('.') || null;
		if (issue?.code === 'unrecognized_keys') {
			const names = issue.keys.join(', ');
			return refusal(invalidRequest(`Unrecognized request arguments supplied: ${names}`, null), id);
		}
		return refusal(invalidRequest(`Input validation error: ${issue?.message}`, param), id);
	}
	const { model, input, encoding_format } = parsed.data;
	const refused = await admission.enter(asked, model, ['embedding']);
	if (refused) return refusal(refused, id);
	const texts = typeof input === 'string' ? [input] : input;
	const isBase64 = encoding_format === 'base64' || options.embeddingsAsBase64;
	const data = texts.map((text, index) => {
		const vector = vectorOf(text);
		return { object: 'embedding', index, embedding: isBase64 ? toBase64(vector) : vector };
	});
	const tokens = texts.reduce((sum, text) => sum + tokenize(text).length, 0);
	const usage = { prompt_tokens: tokens, total_tokens: tokens };
	return json({ object: 'list', model, data, usage });
}

/** The words of a text, each counted in a place of its own, as a vector of length one. */
function vectorOf(text: string): number[] {
	const vector = new Array<number>(DIMENSIONS).fill(0);
	for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
		const place = hash(word).readUInt32BE(0) % DIMENSIONS;
		vector[place] = (vector[place] ?? 0) + 1;
	}
	const length = Math.hypot(...vector);
	return vector.map((value) => value / length);
}

function toBase64(vector: number[]): string {
	return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}
