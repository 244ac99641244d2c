import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { triggerFields } from './fields';
import { pollBatches } from './pollBatches';
import { toNodeError } from '../shared/n8n/failure';
import { testTogetherAiApi } from '../shared/n8n/testCredential';

/** Starts a workflow when a batch has finished. */
export class TogetherAiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Together AI Trigger',
		name: 'togetherAiTrigger',
		icon: {
			light: 'file:../../icons/togetherAi.svg',
			dark: 'file:../../icons/togetherAi.dark.svg',
		},
		group: ['trigger'],
		version: [1],
		subtitle: 'On Batch Finished',
		description: 'Starts the workflow when a batch has finished',
		defaults: { name: 'Together AI Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'togetherAiApi', required: true, testedBy: 'testTogetherAiApi' }],
		properties: triggerFields,
	};

	methods = { credentialTest: { testTogetherAiApi } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const items = await pollBatches(this).catch((error: unknown) => {
			throw toNodeError(this.getNode(), error, 0);
		});
		return items && [items];
	}
}
