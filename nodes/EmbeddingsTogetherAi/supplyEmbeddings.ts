import type { ISupplyDataFunctions } from 'n8n-workflow';

import { TogetherEmbeddings, type EmbeddingsForm } from './togetherEmbeddings';
import { readRequestSettings } from '../shared/client/requestSettings';
import { number, text } from '../shared/form/values';
import { asObject, asString } from '../shared/json';
import { openClient } from '../shared/n8n/connection';
import { toNodeError } from '../shared/n8n/failure';

const DEFAULT_BATCH_SIZE = 100;

/**
 * The embeddings for the node they are connected to.
 * @throws {NodeFailure} when a field or the credential cannot be used
 */
export async function supplyEmbeddings(
	context: ISupplyDataFunctions,
	itemIndex: number,
): Promise<TogetherEmbeddings> {
	try {
		const form = readForm(context, itemIndex);
		const client = await openClient(context, form.settings);
		return new TogetherEmbeddings(context, itemIndex, client, form);
	} catch (error) {
		throw toNodeError(context.getNode(), error, itemIndex);
	}
}

function readForm(context: ISupplyDataFunctions, itemIndex: number): EmbeddingsForm {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const options = asObject(read('options')) ?? {};
	const model: unknown = context.getNodeParameter('model', itemIndex, undefined, {
		extractValue: true,
	});
	const batchSize = number({ min: 1, max: 2048, integer: true });
	return {
		model: text(model, 'Model'),
		instruction: asString(options['queryInstruction']) ?? '',
		batchSize: batchSize(options['batchSize'] ?? DEFAULT_BATCH_SIZE, 'Batch Size'),
		settings: readRequestSettings(read('requests')),
	};
}
