import { FormError } from '../form/formError';
import { withinLimit } from '../run/withinLimit';

/** How long a sub-node may take to be supplied, read or written, in ms. */
export const SUB_NODE_LIMIT_MS = 60_000;

/**
 * Waits for a sub-node, which may take no notice of Stop or never answer.
 * @param input the label of the input it is connected to
 * @throws {FormError} naming the input when it takes too long; the reason of the signal
 */
export async function fromSubNode<T>(
	input: 'Memory' | 'Tools',
	work: Promise<T>,
	signal: AbortSignal | undefined,
): Promise<T> {
	const seconds = SUB_NODE_LIMIT_MS / 1000;
	return await withinLimit(
		work,
		{ signal, limitMs: SUB_NODE_LIMIT_MS },
		() =>
			new FormError(
				input,
				`did not answer within ${seconds} seconds`,
				`Check what is connected to the ${input} input, and the service behind it.`,
			),
	);
}
