import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { freshKey } from './runNode';
import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';
import { MemoryCredentials } from '../../sandbox/n8n/credentials';
import {
	additionalData,
	executionHooks,
	nodeTypeRegistry,
	workflowRecord,
} from '../../sandbox/n8n/services';

/** Calls the search as the editor does when the list of models is opened. */
export async function searchModels(
	baseUrl: string,
	filter?: string,
	credential: ICredentialDataDecryptedObject = {},
	method: keyof TogetherAi['methods']['listSearch'] = 'searchChatModels',
): Promise<INodeListSearchResult> {
	const node: INode = {
		id: '1',
		name: 'Together AI',
		type: 'n8n-nodes-together-ai.togetherAi',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
	};
	const togetherAi = new TogetherAi();
	const workflow = new Workflow({
		id: '1',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypeRegistry({ [node.type]: togetherAi }),
	});
	const credentials = new MemoryCredentials(
		{ togetherAiApi: { apiKey: freshKey(), baseUrl, ...credential } },
		[new TogetherAiApi()],
	);
	const hooks = executionHooks({
		mode: 'internal',
		executionId: '1',
		workflow: workflowRecord(workflow),
		onChunk: undefined,
	});
	const services = additionalData(credentials, hooks, false);
	const path = 'parameters.model';
	// n8n's own types disagree on whether a workflow must have a name.
	const context = new LoadOptionsContext(workflow, node, services, path) as ILoadOptionsFunctions;
	return await togetherAi.methods.listSearch[method].call(context, filter);
}
