import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { loadAiSdk } from './aiSdk';
import { fromSubNode } from './subNode';
import { FormError } from '../form/formError';
import type { ConnectedTool } from '../chat/result/toolCalls';
import { toolNames } from '../chat/request/toolNames';
import { asArray, asString, isObject, type JsonObject } from '../json';
import { unlessAborted } from '../run/withinLimit';

/** A tool as n8n hands it over: one of LangChain's, of which only this much is relied on. */
interface HostTool {
	name: string;
	description: string;
	schema: unknown;
	invoke: (args: unknown, signal: AbortSignal) => Promise<unknown>;
}

/**
 * The tools connected to the Tools input, for one item.
 * @param signal ends their calls when the workflow is stopped, also those that take no notice of it
 * @throws {FormError} when they are not supplied in time, or cannot be described to the model
 */
export async function connectedTools(
	context: IExecuteFunctions,
	itemIndex: number,
	signal: AbortSignal,
): Promise<ConnectedTool[]> {
	const supplying = withItemFirst(context, itemIndex).getInputConnectionData(
		NodeConnectionTypes.AiTool,
		itemIndex,
	);
	const connected = await fromSubNode('Tools', supplying, signal);
	const tools = (asArray(connected) ?? [connected]).flatMap(toHostTools);
	const names = toolNames(tools.map((tool) => tool.name));
	return await Promise.all(
		tools.map(async (tool, position): Promise<ConnectedTool> => {
			const { description } = tool;
			const name = names[position] ?? tool.name;
			const parameters = await parametersOf(tool);
			return {
				name: tool.name,
				definition: { type: 'function', function: { name, description, parameters } },
				call: async (args) => toText(await unlessAborted(tool.invoke(args, signal), signal)),
			};
		}),
	);
}

/**
 * The context with this item also in the place of the first one: n8n reads the fields of a node that
 * serves as a tool from the first item, whichever item calls it.
 */
function withItemFirst(context: IExecuteFunctions, itemIndex: number): IExecuteFunctions {
	const items = context.getInputData();
	const [, ...others] = items;
	const connectionInputData = { value: [items[itemIndex], ...others] };
	return Object.create(context, { connectionInputData }) as IExecuteFunctions;
}

/** A toolkit, for instance of an MCP server, holds several tools. */
function toHostTools(value: unknown): HostTool[] {
	if (!isObject(value)) return [];
	const kit = asArray(value['tools']);
	if (kit) return kit.flatMap(toHostTools);
	const { name, schema, invoke } = value;
	if (typeof name !== 'string' || typeof invoke !== 'function') return [];
	return [
		{
			name,
			schema,
			description: asString(value['description']) ?? '',
			invoke: async (args, signal): Promise<unknown> => await invoke.call(value, args, { signal }),
		},
	];
}

/** The SDK turns zod into JSON Schema. */
async function parametersOf({ name, schema }: HostTool): Promise<JsonObject> {
	const sdk = await loadAiSdk();
	const parameters: unknown = sdk?.getParametersJsonSchema({
		type: 'function',
		name,
		inputSchema: schema as never,
	});
	if (isObject(parameters) && !('_def' in parameters)) return { ...parameters };
	throw new FormError(
		'Tools',
		`cannot read the parameters of ${name}`,
		'Connected tools need n8n 2.16 or later.',
	);
}

function toText(result: unknown): string {
	return typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
}
