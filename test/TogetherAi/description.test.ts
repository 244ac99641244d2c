import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';

const { description } = new TogetherAi();

const TITLE_CASE = /^[A-Z][A-Za-z]*( (for|in|of|the|to|\(JSON\)|[A-Z][A-Za-z]*))*$/;

/** Every field of the form, also those inside collections. */
function allFields(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.options ?? []).flatMap((option) => {
			if ('values' in option) return allFields(option.values);
			return 'type' in option ? allFields([option]) : [];
		}),
	]);
}

function choicesOf({ type, options }: INodeProperties): INodePropertyOptions[] {
	return type === 'options' ? (options ?? []).filter((option) => 'value' in option) : [];
}

const FIELDS = allFields(description.properties);

/** Every operation of every resource, as the form offers them. */
const OPERATIONS = description.properties
	.filter(({ name }) => name === 'operation')
	.flatMap((field) =>
		(field.displayOptions?.show?.['resource'] ?? []).flatMap((resource) =>
			choicesOf(field).map(({ value }) => ({ resource, operation: value })),
		),
	);

/** The output schema of an operation, where n8n looks for it. */
function outputSchema(resource: unknown, operation: unknown): unknown {
	const folder = join(__dirname, '../../nodes/TogetherAi/__schema__/v1.0.0');
	return JSON.parse(
		readFileSync(join(folder, String(resource), `${String(operation)}.json`), 'utf8'),
	);
}

/** What the form holds before anything is filled in. */
function defaultsOf(values: INodeParameters): INodeParameters | null {
	return NodeHelpers.getNodeParameters(
		description.properties,
		values,
		true,
		false,
		null,
		description,
	);
}

describe('the form', () => {
	it('has the names and defaults that other tools rely on', () => {
		const defaults = defaultsOf({});

		expect(description.name).toBe('togetherAi');
		expect(defaults).toEqual({
			resource: 'chat',
			operation: 'complete',
			model: { __rl: true, mode: 'list', value: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
			messagesSource: 'form',
			messages: { values: [{ role: 'user', content: '', attachments: {} }] },
			temperature: 0.7,
			maxTokens: 2048,
			responseFormat: 'text',
			functions: {},
			simplify: true,
			options: {},
			requests: {},
		});
	});

	it.each([
		{ operation: 'get', expected: { batchId: '' } },
		{ operation: 'cancel', expected: { batchId: '' } },
		{ operation: 'getResults', expected: { batchId: '', simplify: true, options: {} } },
		{ operation: 'getMany', expected: { returnAll: false, limit: 50, options: {} } },
	])('has the names and defaults of batch > $operation', ({ operation, expected }) => {
		expect(defaultsOf({ resource: 'batch', operation })).toEqual({
			resource: 'batch',
			operation,
			requests: {},
			...expected,
		});
	});

	it('asks for a batch what it asks for a chat', () => {
		const { customId, wait, ...chat } =
			defaultsOf({ resource: 'batch', operation: 'create' }) ?? {};
		expect({ customId, wait }).toEqual({ customId: '', wait: false });
		expect(chat).toEqual({
			...defaultsOf({ resource: 'chat', operation: 'complete' }),
			resource: 'batch',
			operation: 'create',
		});
	});

	it.each(
		FIELDS.filter(
			({ name, type }) => type !== 'notice' && !['resource', 'operation', 'values'].includes(name),
		),
	)(
		'explains $displayName',
		({ displayName, description: help = '', type, placeholder, modes }) => {
			expect(displayName).toMatch(TITLE_CASE);
			expect(help.length).toBeGreaterThan(15);
			const isTyped = ['string', 'number', 'json'].includes(type);
			if (isTyped) expect(placeholder).toMatch(/^e\.g\. /);
			for (const mode of modes ?? []) expect(mode.placeholder).toBeTruthy();
		},
	);

	it.each(FIELDS.flatMap(choicesOf))('names the choice $name in Title Case', ({ name }) => {
		expect(name).toMatch(TITLE_CASE);
	});

	it('has its icons and its codex', () => {
		const folder = join(__dirname, '../../nodes/TogetherAi');
		const { icon } = description;
		const files = typeof icon === 'object' ? [icon.light, icon.dark] : [];
		expect(files).toHaveLength(2);
		for (const file of files) {
			expect(existsSync(join(folder, file.replace('file:', '')))).toBe(true);
		}
		const codex: unknown = JSON.parse(readFileSync(join(folder, 'TogetherAi.node.json'), 'utf8'));
		expect(codex).toMatchObject({
			categories: ['AI'],
			subcategories: { AI: ['Root Nodes'] },
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) as unknown }] },
		});
	});

	it('offers at least one operation for every resource', () => {
		const resources = description.properties.filter(({ name }) => name === 'resource');
		expect(new Set(OPERATIONS.map(({ resource }) => resource))).toEqual(
			new Set(resources.flatMap(choicesOf).map(({ value }) => value)),
		);
	});

	it.each(OPERATIONS)(
		'has an output schema for $resource > $operation',
		({ resource, operation }) => {
			const schema = outputSchema(resource, operation);
			expect(schema).toMatchObject({ type: 'object' });
			expect(schema).toHaveProperty('properties', expect.anything());
		},
	);

	it('tells the text of a chat before the first run', () => {
		expect(outputSchema('chat', 'complete')).toMatchObject({
			properties: { text: { type: 'string' } },
		});
	});
});
