import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';

import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { TogetherAiTrigger } from '../../nodes/TogetherAiTrigger/TogetherAiTrigger.node';
import { MemoryCredentials } from '../../sandbox/n8n/credentials';
import {
	additionalData,
	executionHooks,
	nodeTypeRegistry,
	workflowRecord,
} from '../../sandbox/n8n/services';
import { freshKey } from '../support/runNode';

const TYPE = 'n8n-nodes-together-ai.togetherAiTrigger';

export interface PollOptions {
	baseUrl: string;
	parameters?: INodeParameters;
	/** What n8n kept of the polls before; the poll writes into it, as n8n saves it afterwards. */
	staticData?: IDataObject;
	mode?: 'trigger' | 'manual';
}

/** Polls once, in n8n's own context for that. */
export async function poll({
	baseUrl,
	parameters = {},
	staticData = {},
	mode = 'trigger',
}: PollOptions): Promise<INodeExecutionData[] | null> {
	const type = new TogetherAiTrigger();
	const node = {
		id: '1',
		name: 'Together AI Trigger',
		type: TYPE,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
		credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
	};
	node.parameters =
		NodeHelpers.getNodeParameters(
			type.description.properties,
			parameters,
			true,
			false,
			node,
			type.description,
		) ?? {};
	const workflow = new Workflow({
		id: '1',
		nodes: [node],
		connections: {},
		active: mode === 'trigger',
		nodeTypes: nodeTypeRegistry({ [TYPE]: type }),
	});
	const hooks = executionHooks({ mode, executionId: '1', workflow: workflowRecord(workflow) });
	const credentials = new MemoryCredentials({ togetherAiApi: { apiKey: freshKey(), baseUrl } }, [
		new TogetherAiApi(),
	]);
	const context = new PollContext(
		workflow,
		node,
		additionalData(credentials, hooks, false),
		mode,
		'activate',
		undefined,
		undefined,
		undefined,
		undefined,
		() => staticData,
	);
	// Built without exactOptionalPropertyTypes, by which alone the two differ.
	const outputs = await type.poll.call(context as unknown as IPollFunctions);
	return outputs && (outputs[0] ?? []);
}
