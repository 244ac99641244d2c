import type { ChatTool } from '../../../../nodes/shared/chat/types';
import { readFunctions, readToolChoice } from '../../../../nodes/shared/chat/request/functions';
import { failing } from '../../../support/failing';

const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } } };
const NONE = { type: 'object', properties: {} };

function functions(...values: object[]): { values: object[] } {
	return { values };
}

function tools(...names: string[]): ChatTool[] {
	return names.map((name) => ({ type: 'function', function: { name } }));
}

describe('functions of the form', () => {
	it.each([undefined, {}, { values: [] }])('are none in %j', (value) => {
		expect(readFunctions(value)).toEqual([]);
	});

	it.each([
		['as text', JSON.stringify(PARAMETERS), PARAMETERS],
		['as an object', PARAMETERS, PARAMETERS],
		['as an empty object', '{}', NONE],
		['as an empty text', '', NONE],
		['not at all', undefined, NONE],
	])('have their parameters given %s', (_how, parameters, sent) => {
		const value = functions({ name: 'get_weather', description: 'The weather', parameters });
		expect(readFunctions(value)).toEqual([
			{
				type: 'function',
				function: { name: 'get_weather', description: 'The weather', parameters: sent },
			},
		]);
	});

	it('are sent without a description where there is none', () => {
		const [tool] = readFunctions(functions({ name: ' f ', description: '  ' }));
		expect(tool).toEqual({ type: 'function', function: { name: 'f', parameters: NONE } });
	});

	it('keep their order', () => {
		const value = functions({ name: 'b' }, { name: 'a' }, { name: 'c' });
		expect(readFunctions(value).map((tool) => tool.function.name)).toEqual(['b', 'a', 'c']);
	});

	it.each(['', 'get-weather', 'get weather', 'a.b', '1st', 'é', 'x'.repeat(65)])(
		'may not have the name %p',
		(name) => {
			expect(() => readFunctions(functions({ name: 'ok' }, { name }))).toThrow(
				failing({
					name: 'FormError',
					field: 'Functions',
					message: 'Functions has a name the API does not take in function 2',
					advice: 'Use letters, digits and underscores, beginning with a letter or underscore.',
				}),
			);
		},
	);

	it.each(['f', '_f', 'F1', 'x'.repeat(64)])('may have the name %p', (name) => {
		expect(readFunctions(functions({ name }))).toHaveLength(1);
	});

	it('may not have a name twice', () => {
		expect(() => readFunctions(functions({ name: 'f' }, { name: 'f' }))).toThrow(
			failing({ name: 'FormError', message: 'Functions has the name f twice' }),
		);
	});

	it.each([
		['{"type"', 'is not valid JSON (at position 7)'],
		['[]', 'must be a JSON object, but is a list'],
		[5, 'must be a JSON object, but is 5'],
	])('may not have the parameters %p', (parameters, problem) => {
		expect(() => readFunctions(functions({ name: 'f', parameters }))).toThrow(
			failing({ name: 'FormError', message: `Functions, parameters of f, ${problem}` }),
		);
	});
});

describe('the tool choice', () => {
	it.each([
		{ options: {}, offered: tools('f'), sent: {} },
		{ options: { toolChoice: 'auto' }, offered: tools('f'), sent: { tool_choice: 'auto' } },
		{ options: { toolChoice: 'none' }, offered: tools('f'), sent: { tool_choice: 'none' } },
		{ options: { toolChoice: 'required' }, offered: tools('f'), sent: { tool_choice: 'required' } },
		{ options: { toolChoice: 'auto' }, offered: [], sent: {} },
		{
			options: { toolChoice: 'function', toolChoiceFunction: ' g ' },
			offered: tools('f', 'g'),
			sent: { tool_choice: { type: 'function', function: { name: 'g' } } },
		},
		{ options: { toolChoiceFunction: 'g' }, offered: tools('f'), sent: {} },
	])('of $options sends $sent', ({ options, offered, sent }) => {
		expect(readToolChoice(options, offered)).toEqual(sent);
	});

	it.each(['h', '', undefined])('may not name %p, which is not offered', (toolChoiceFunction) => {
		const options = { toolChoice: 'function', toolChoiceFunction };
		expect(() => readToolChoice(options, tools('f', 'g'))).toThrow(
			failing({ name: 'FormError', message: 'Function to Call is not one of f, g' }),
		);
	});

	it('may not be another word', () => {
		expect(() => readToolChoice({ toolChoice: 'maybe' }, tools('f'))).toThrow(
			failing({
				name: 'FormError',
				message: 'Tool Choice must be one of auto, none, required, function, but is "maybe"',
			}),
		);
	});
});
