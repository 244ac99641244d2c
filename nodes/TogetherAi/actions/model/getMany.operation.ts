import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { howManyFields, typeField } from './fields';
import type { Model } from '../../../shared/client/models';
import { readRequestSettings } from '../../../shared/client/requestSettings';
import { only } from '../../../shared/fields/only';
import { requestsField } from '../../../shared/fields/requests';
import { boolean, number, text } from '../../../shared/form/values';
import { openClient } from '../../../shared/n8n/connection';
import { toErrorItem } from '../../../shared/n8n/failure';
import { runNodeItems, type RunningItem } from '../../../shared/n8n/runNodeItems';

const SETTINGS = ['maxRetries', 'requestsPerMinute', 'timeout'];

/** The form of Model > Get Many. */
export const description: INodeProperties[] = [
	typeField,
	...howManyFields,
	only(requestsField, (name) => SETTINGS.includes(name)),
];

/** Lists the models for every item, as its fields say: one output item per model. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const outcomes = await runNodeItems(
		this,
		async () => await openRun(this),
		async (run, item) => {
			const { type, limit } = readForm(this, item.index);
			const models = await run.list(item);
			return models.filter((model) => isOfType(model, type)).slice(0, limit);
		},
	);
	return outcomes.flatMap((outcome, itemIndex) =>
		outcome.ok
			? outcome.value.map((model) => ({ json: toOutput(model), pairedItem: { item: itemIndex } }))
			: [toErrorItem(this.getNode(), outcome.error, itemIndex)],
	);
}

/** The list is the same for all items, so it is asked for once. */
async function openRun(context: IExecuteFunctions) {
	const settings = readRequestSettings(context.getNodeParameter('requests', 0, {}));
	const client = await openClient(context, settings);
	let listing: Promise<Model[]> | undefined;
	return {
		concurrency: 1,
		list: async ({ slot, signal }: RunningItem) =>
			await (listing ??= client.models.listWithRetries({ slot, signal })),
	};
}

function readForm(context: IExecuteFunctions, itemIndex: number) {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const type = text(read('type'), 'Type');
	const isAll = boolean(read('returnAll'), 'Return All');
	return {
		type,
		limit: isAll ? Infinity : number({ min: 1, integer: true })(read('limit'), 'Limit'),
	};
}

function isOfType(model: Model, type: string): boolean {
	return type === 'all' || model.type === type || model.type === '';
}

/** Types of models that are not paid by the token: zeros in the list do not mean that they are free. */
const NOT_BY_TOKEN = ['audio', 'image', 'transcribe', 'video'];

function toOutput({ pricing, hourlyPrice, mediaPricing, ...model }: Model): IDataObject {
	const isNone = pricing?.input === 0 && pricing.output === 0 && NOT_BY_TOKEN.includes(model.type);
	const prices = {
		...(!isNone && pricing),
		...(hourlyPrice && { hourly: hourlyPrice }),
		...mediaPricing,
	};
	return { ...model, ...(Object.keys(prices).length > 0 && { pricing: prices }) };
}
