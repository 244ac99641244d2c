import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { rerankFields } from './fields';
import { readRequestSettings } from '../../../shared/client/requestSettings';
import { sentText } from '../../../shared/form/sentText';
import { number, text } from '../../../shared/form/values';
import { asObject } from '../../../shared/json';
import { openClient } from '../../../shared/n8n/connection';
import { toErrorItem } from '../../../shared/n8n/failure';
import { runNodeGroups } from '../../../shared/n8n/runNodeGroups';

/** The form of Document > Rerank. */
export const description: INodeProperties[] = rerankFields;

/** What an item asks. */
interface RerankInput {
	model: string;
	query: string;
	text: string;
	/** Infinity for all. */
	topN: number;
}

/** A document that was kept, in the order of its query. */
interface Kept {
	itemIndex: number;
	relevanceScore: number;
}

/** Orders the items by how well they fit their query, the best first, all items of a query in one request. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const rankings: Array<{ first: number; kept: Kept[] }> = [];
	const outcomes = await runNodeGroups(this, {
		open: async () => await openRun(this),
		read: (itemIndex) => readForm(this, itemIndex),
		keyOf: ({ model, query }) => JSON.stringify([model, query]),
		size: Infinity,
		work: async ({ client }, group, { slot, signal }) => {
			const [first] = group;
			if (!first) return [];
			const { model, query, topN } = first.input;
			const documents = group.map(({ input }) => input.text);
			const ranked = await client.rerank.rank({ model, query, documents, topN }, { slot, signal });
			const kept = ranked.map(({ index, relevanceScore }) => ({
				itemIndex: group[index]?.index ?? 0,
				relevanceScore,
			}));
			rankings.push({ first: first.index, kept });
			return group.map(() => ({ ok: true, value: undefined }));
		},
	});

	const items = this.getInputData();
	const ordered = rankings.sort((a, b) => a.first - b.first).flatMap(({ kept }) => kept);
	return [
		...ordered.map((kept) => toItem(kept, items[kept.itemIndex])),
		...outcomes.flatMap((outcome, itemIndex) =>
			outcome.ok ? [] : [toErrorItem(this.getNode(), outcome.error, itemIndex)],
		),
	];
}

async function openRun(context: IExecuteFunctions) {
	const settings = readRequestSettings(context.getNodeParameter('requests', 0, {}));
	return { client: await openClient(context, settings), concurrency: settings.maxConcurrency };
}

function readForm(context: IExecuteFunctions, itemIndex: number): RerankInput {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const model: unknown = context.getNodeParameter('model', itemIndex, undefined, {
		extractValue: true,
	});
	return {
		model: text(model, 'Model'),
		query: sentText(read('query'), 'Query'),
		text: sentText(read('text'), 'Text'),
		topN: number({ min: 0, integer: true })(read('topN') ?? 0, 'Top N') || Infinity,
	};
}

/** The item as it came, with its score where n8n's vector stores look for it. */
function toItem(
	{ itemIndex, relevanceScore }: Kept,
	{ json, binary }: INodeExecutionData = { json: {} },
): INodeExecutionData {
	return {
		json: { ...json, metadata: { ...asObject(json['metadata']), relevanceScore } },
		...(binary && { binary }),
		pairedItem: { item: itemIndex },
	};
}
