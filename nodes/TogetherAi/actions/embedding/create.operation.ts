import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { embeddingFields } from './fields';
import { cutOffWarning, withInstruction } from '../../../shared/client/embeddingInput';
import type { ChatCompletionUsage } from '../../../shared/chat/types';
import type { Embedding } from '../../../shared/client/embeddings';
import type { EmbeddingUsage } from '../../../shared/client/parseEmbeddings';
import { readRequestSettings } from '../../../shared/client/requestSettings';
import { sentText } from '../../../shared/form/sentText';
import { text } from '../../../shared/form/values';
import { asObject, asString } from '../../../shared/json';
import { openClient } from '../../../shared/n8n/connection';
import { toErrorItem } from '../../../shared/n8n/failure';
import { addHint } from '../../../shared/n8n/hint';
import { runNodeGroups } from '../../../shared/n8n/runNodeGroups';
import { tellHost } from '../../../shared/n8n/tellHost';
import { UsageLog } from '../../../shared/n8n/usageLog';
import type { Outcome } from '../../../shared/run/runItems';

/** The form of Embedding > Create. */
export const description: INodeProperties[] = embeddingFields;

/** What an item asks. */
interface EmbeddingInput {
	model: string;
	text: string;
}

/** More texts than this in a request are not promised to be taken: the API names no limit. */
const TEXTS_PER_REQUEST = 100;

/** Makes one vector per item, with many items in one request. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const usage = new UsageLog();
	const asked: Array<EmbeddingInput | undefined> = [];
	const outcomes = await runNodeGroups(this, {
		open: async () => await openRun(this),
		read: (itemIndex) => (asked[itemIndex] = readForm(this, itemIndex)),
		keyOf: ({ model }) => model,
		size: TEXTS_PER_REQUEST,
		work: async ({ client }, group, { slot, signal }) => {
			const texts = group.map(({ input }) => input.text);
			const model = group[0]?.input.model ?? '';
			const embeddings = await client.embeddings.createEach({ model, texts }, { slot, signal });
			logUsage(usage, model, embeddings);
			return embeddings;
		},
	}).finally(() => tellHost(this, 'the tokens of the run', () => usage.report(this)));

	tellHost(this, 'the hint at long texts', () => hintAtLongTexts(this, asked));
	return outcomes.map((outcome, itemIndex) =>
		outcome.ok
			? toItem(outcome.value, asked[itemIndex]?.model ?? '', itemIndex)
			: toErrorItem(this.getNode(), outcome.error, itemIndex),
	);
}

async function openRun(context: IExecuteFunctions) {
	const settings = readRequestSettings(context.getNodeParameter('requests', 0, {}));
	return { client: await openClient(context, settings), concurrency: settings.maxConcurrency };
}

function readForm(context: IExecuteFunctions, itemIndex: number): EmbeddingInput {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const model = text(
		context.getNodeParameter('model', itemIndex, undefined, { extractValue: true }),
		'Model',
	);
	const instruction = asString(asObject(read('options'))?.['queryInstruction']) ?? '';
	return { model, text: withInstruction(instruction, sentText(read('text'), 'Text')) };
}

function logUsage(usage: UsageLog, model: string, embeddings: Array<Outcome<Embedding, unknown>>) {
	for (const embedding of embeddings) {
		const used = embedding.ok ? embedding.value.usage : undefined;
		if (used) usage.add({ model, usage: toChatUsage(used), isPriced: false });
	}
}

/** In the form in which runs report their tokens: a vector is no tokens. */
function toChatUsage({ promptTokens, totalTokens }: EmbeddingUsage): ChatCompletionUsage {
	return { prompt_tokens: promptTokens, completion_tokens: 0, total_tokens: totalTokens };
}

function hintAtLongTexts(
	context: IExecuteFunctions,
	asked: Array<EmbeddingInput | undefined>,
): void {
	const models = new Set(asked.flatMap((input) => input?.model ?? []));
	for (const model of models) {
		const texts = asked.flatMap((input) => (input?.model === model ? input.text : []));
		const warning = cutOffWarning(model, texts);
		if (warning) addHint(context, 'warning', warning);
	}
}

function toItem(
	{ vector, usage }: Embedding,
	model: string,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: {
			embedding: vector,
			dimensions: vector.length,
			model,
			...(usage && { tokenUsage: usage }),
		},
		pairedItem: { item: itemIndex },
	};
}
