import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { runNode, type NodeRun, type NodeRunOptions } from './runNode';
import type { StandIn } from '../../sandbox/standIn';

/** Runs an operation of Batch in n8n's real engine. */
export async function runBatch(
	standIn: Pick<StandIn, 'url'>,
	operation: 'create' | 'get' | 'getMany' | 'getResults' | 'cancel',
	{ parameters = {}, ...options }: Omit<NodeRunOptions, 'baseUrl'> = {},
): Promise<NodeRun> {
	return await runNode({
		baseUrl: standIn.url,
		// The node's own form has it in each operation but one; unknown parameters do no harm there.
		parameters: { resource: 'batch', operation, ...parameters },
		...options,
	});
}

/** Messages that ask each item for its own text. */
export const ASKS_ITEM = { values: [{ role: 'user', content: '={{ $json.text }}' }] };

/** The rows of every file that was uploaded, in the order of the uploads. */
export async function uploadedRows({ requests }: StandIn): Promise<unknown[][]> {
	const uploads = requests.filter(({ path }) => path.endsWith('/files/upload'));
	return await Promise.all(
		uploads.map(async ({ body }) => {
			const file = body instanceof FormData ? body.get('file') : undefined;
			const text = file instanceof Blob ? await file.text() : '';
			expect(text.endsWith('\n')).toBe(true);
			return text
				.slice(0, -1)
				.split('\n')
				.map((line): unknown => JSON.parse(line));
		}),
	);
}

/** The ID of the only job. */
export function jobId(items: INodeExecutionData[]): string {
	expect(items).toHaveLength(1);
	return z.string().parse(items[0]?.json['id']);
}

/** How many requests of a kind arrived, for instance `POST /v1/batches`. */
export function countOf({ requests }: StandIn, method: string, path: string): number {
	return requests.filter((one) => one.method === method && one.path === path).length;
}

/** Creates a job of one item per text, and looks at it until it has ended. */
export async function endedBatch(
	standIn: StandIn,
	texts: string[],
	options: Omit<NodeRunOptions, 'baseUrl'> = {},
): Promise<string> {
	const { items } = await runBatch(standIn, 'create', {
		...options,
		parameters: { messages: ASKS_ITEM, ...options.parameters },
		input: texts.map((text) => ({ text })),
	});
	const id = jobId(items);
	for (let look = 0; look < 3; look++)
		await runBatch(standIn, 'get', { parameters: { batchId: id } });
	return id;
}
