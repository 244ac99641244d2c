import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeExecutionData } from 'n8n-workflow';

import { checkInput } from '../../sandbox/cli/inputFile';

const FOLDER = join(__dirname, '../../examples');
const PACKAGE = 'n8n-nodes-together-ai.';

/** A workflow as an example file holds it, as far as the tests look at it. */
export interface ExampleWorkflow {
	name: string;
	nodes: INode[];
	connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
	pinData: Record<string, INodeExecutionData[]>;
}

/** The names of all workflows, without the files that hold their input. */
export function exampleNames(): string[] {
	return readdirSync(FOLDER).filter((name) => !name.endsWith('.input.json'));
}

/** The JSON of a workflow. */
export function readExample(name: string): ExampleWorkflow {
	return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as ExampleWorkflow;
}

/** The items of the file that lies beside a workflow, where there is one. */
export function readExampleInput(name: string): INodeExecutionData[] | undefined {
	const file = name.replace('.json', '.input.json');
	if (!readdirSync(FOLDER).includes(file)) return undefined;
	return checkInput(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')), file);
}

/** The nodes of this package in a workflow. */
export function ourNodes({ nodes }: ExampleWorkflow): INode[] {
	return nodes.filter(({ type }) => type.startsWith(PACKAGE));
}
