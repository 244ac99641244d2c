import type {
	AiEvent,
	AINodeConnectionType,
	IDataObject,
	ISupplyDataFunctions,
} from 'n8n-workflow';

import { toNodeError } from './failure';

/** One call of a sub-node, as n8n's logs show it. */
export interface LoggedCall<T> {
	type: AINodeConnectionType;
	event: AiEvent;
	/** What it was called with. */
	input: IDataObject;
	/** What is shown of its result. */
	describe: (result: T) => IDataObject;
}

/**
 * Runs one call of a sub-node and shows it in n8n's logs, which n8n itself does only for objects of its
 * own copy of LangChain.
 * @throws {NodeFailure} as an error of the sub-node, so that the editor leads to its form
 */
export async function runLogged<T>(
	context: ISupplyDataFunctions,
	itemIndex: number,
	{ type, event, input, describe }: LoggedCall<T>,
	call: () => Promise<T>,
): Promise<T> {
	const { index } = context.addInputData(type, [[{ json: input }]]);
	try {
		const result = await call();
		context.addOutputData(type, index, [[{ json: { response: describe(result) } }]]);
		context.logAiEvent(event);
		return result;
	} catch (reason) {
		const error = toNodeError(context.getNode(), reason, itemIndex);
		error.functionality = 'configuration-node';
		context.addOutputData(type, index, error);
		throw error;
	}
}
