import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { NodeConnectionTypes, type INodeType } from 'n8n-workflow';

import { checkInput } from '../../sandbox/cli/inputFile';
import { readJson } from '../../sandbox/cli/jsonFile';
import { checkWorkflow, pinnedInput } from '../../sandbox/cli/workflowFile';
import { MANUAL_TRIGGER_TYPE } from '../../sandbox/n8n/manualTrigger';

const TYPE = 'n8n-nodes-together-ai.togetherAi';

const nodeType: INodeType = {
	description: {
		displayName: 'Together AI',
		name: 'togetherAi',
		group: ['transform'],
		version: 1,
		description: 'A stand-in for the real node type',
		defaults: { name: 'Together AI' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'togetherAiApi', required: true }],
		properties: [],
	},
};
const nodeTypes = { [TYPE]: nodeType };

function node(name: string, type: string, rest: object = {}): object {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...rest };
}

const trigger = node('Start', MANUAL_TRIGGER_TYPE);
const chat = node('Chat', TYPE);

function check(nodes: unknown) {
	return checkWorkflow({ nodes, connections: {} }, 'w.json', nodeTypes);
}

describe('a workflow file', () => {
	it('is taken as it is, with credentials for the nodes that ask for them', () => {
		const { nodes } = check([trigger, chat]);
		expect(nodes).toMatchObject([
			trigger,
			{ ...chat, credentials: { togetherAiApi: { name: 'togetherAiApi' } } },
		]);
	});

	it('may hold sticky notes', () => {
		const note = node('Note', 'n8n-nodes-base.stickyNote');
		expect(check([trigger, note, chat]).nodes).toHaveLength(2);
	});

	it.each([
		['not an object', 'text', 'w.json is not a workflow as n8n exports it'],
		['without nodes', { connections: {} }, '(nodes: Required)'],
		[
			'with a node that lacks something',
			{ nodes: [{ ...trigger, typeVersion: undefined }], connections: {} },
			'(nodes.0.typeVersion: Required)',
		],
	])('is refused: %s', (_, value, message) => {
		expect(() => checkWorkflow(value, 'w.json', nodeTypes)).toThrow(message);
	});

	it('is refused without a manual trigger that is switched on', () => {
		expect(() => check([chat])).toThrow('w.json has no manual trigger');
		expect(() => check([{ ...trigger, disabled: true }, chat])).toThrow('no manual trigger');
	});

	it('is refused with nodes of other packages, which it names', () => {
		const set = node('Edit Fields', 'n8n-nodes-base.set');
		expect(() => check([trigger, set, chat])).toThrow(
			'w.json uses nodes that are not in this package: "Edit Fields" (n8n-nodes-base.set)\nOnly a manual trigger and n8n-nodes-together-ai.togetherAi can run here.',
		);
	});

	it('may hold items pinned to its trigger', () => {
		const pinned = (pinData: object) =>
			pinnedInput(
				checkWorkflow({ nodes: [chat, trigger], connections: {}, pinData }, 'w.json', nodeTypes),
				'w.json',
			);
		expect(pinned({ Start: [{ json: { a: 1 } }], Chat: [{ json: { b: 1 } }] })).toEqual([
			{ json: { a: 1 } },
		]);
		expect(pinned({ Chat: [{ json: { b: 1 } }] })).toBeUndefined();
		expect(() => pinned({ Start: 'no items' })).toThrow('The pinned data of w.json must hold');
	});
});

describe('an input file', () => {
	it('holds objects, or whole items', () => {
		const items = [{ json: { a: 1 } }, { json: { json: 'no object' } }];
		expect(checkInput([{ a: 1 }, { json: 'no object' }], 'i.json')).toEqual(items);
		expect(checkInput([{ json: { a: 1 } }], 'i.json')).toEqual([{ json: { a: 1 } }]);
	});

	it.each([
		['no array', { a: 1 }, 'i.json must hold an array of objects'],
		['nothing', [], 'i.json holds no items'],
		['other values', [{ a: 1 }, null], 'i.json: entry 2 of the array is not an object'],
	])('is refused when it holds %s', (_, value, message) => {
		expect(() => checkInput(value, 'i.json')).toThrow(message);
	});
});

describe('reading JSON', () => {
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'runner-'));
	});

	afterAll(async () => await rm(folder, { recursive: true }));

	it('reads a file, with a byte order mark too', async () => {
		const file = join(folder, 'good.json');
		await writeFile(file, '\uFEFF[1]');
		expect(await readJson(file)).toEqual([1]);
	});

	it('says what is wrong with a file', async () => {
		const bad = join(folder, 'bad.json');
		await writeFile(bad, '{');
		await expect(readJson(bad)).rejects.toThrow(`${bad} is not valid JSON: `);
		await expect(readJson(folder)).rejects.toThrow('it is a folder');
		await expect(readJson(join(folder, 'none.json'))).rejects.toThrow('there is no such file');
	});
});

describe('the examples', () => {
	const example = async (name: string) =>
		await readJson(resolve(__dirname, '../../examples', name));

	it.each(['quick-start.json', 'classify-a-table.json'])('%s can run', async (name) => {
		const { nodes } = checkWorkflow(await example(name), name, nodeTypes);
		expect(nodes.map(({ type }) => type)).toEqual([MANUAL_TRIGGER_TYPE, TYPE]);
	});

	it('have input where they need it', async () => {
		const items = checkInput(await example('classify-a-table.input.json'), 'input');
		expect(items.every(({ json }) => typeof json.ticket === 'string')).toBe(true);
	});
});
