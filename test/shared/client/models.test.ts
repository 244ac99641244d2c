import { parseModels } from '../../../nodes/shared/client/models';
import { failing } from '../../support/failing';

const LLAMA = {
	id: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
	object: 'model',
	created: 0,
	type: 'chat',
	display_name: 'Meta Llama 3.3 70B Instruct Turbo',
	organization: 'Meta',
	context_length: 131072,
	pricing: { hourly: 0, input: 1.04, output: 1.04, base: 0, finetune: 0, cached_input: 0.2 },
};

const READ = {
	id: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
	type: 'chat',
	displayName: 'Meta Llama 3.3 70B Instruct Turbo',
	organization: 'Meta',
	contextLength: 131072,
	pricing: { input: 1.04, output: 1.04, cachedInput: 0.2 },
};

it('reads the bare list of the API', () => {
	expect(parseModels([LLAMA])).toEqual([READ]);
});

it('reads the list of servers that follow OpenAI', () => {
	expect(parseModels({ object: 'list', data: [LLAMA] })).toEqual([READ]);
});

it.each([
	{ what: 'an id alone', model: { id: 'a/b' }, read: { id: 'a/b', type: '' } },
	{
		what: 'a free model',
		model: { id: 'a/b', type: 'chat', pricing: { input: 0, output: 0 } },
		read: { id: 'a/b', type: 'chat', pricing: { input: 0, output: 0 } },
	},
	{
		what: 'an incomplete price as none',
		model: { id: 'a/b', type: 'chat', pricing: { input: 1 } },
		read: { id: 'a/b', type: 'chat' },
	},
	{
		what: 'a model that is paid by the hour',
		model: { id: 'a/b', type: 'chat', pricing: { hourly: 6.6, input: 0, output: 0 } },
		read: { id: 'a/b', type: 'chat', hourlyPrice: 6.6 },
	},
	{
		what: 'a model that has a price by the hour alone',
		model: { id: 'a/b', type: 'chat', pricing: { hourly: 4.5 } },
		read: { id: 'a/b', type: 'chat', hourlyPrice: 4.5 },
	},
	{
		what: 'a model with both prices as one that is paid by the token',
		model: { id: 'a/b', type: 'chat', pricing: { hourly: 4.5, input: 0, output: 1 } },
		read: { id: 'a/b', type: 'chat', pricing: { input: 0, output: 1 } },
	},
	{
		what: 'empty and unknown facts as absent',
		model: {
			id: 'a/b',
			type: 'x',
			display_name: '',
			organization: null,
			context_length: 0,
			pricing: null,
		},
		read: { id: 'a/b', type: 'x' },
	},
])('reads $what', ({ model, read }) => {
	expect(parseModels([model])).toEqual([read]);
});

it('leaves out what has no id', () => {
	expect(parseModels([{ type: 'chat' }, { id: '' }, { id: 5 }, 'a/b', null, { id: 'c' }])).toEqual([
		{ id: 'c', type: '' },
	]);
});

it.each([[[]], [{ data: [] }], [{ object: 'list', data: null }]])(
	'reads an empty list: %j',
	(list) => {
		expect(parseModels(list)).toEqual([]);
	},
);

it.each([
	['null', null],
	['an object', { models: [] }],
	['a text', 'models'],
	['data that is no list', { data: {} }],
])('refuses %s', (_what, value) => {
	expect(() => parseModels(value)).toThrow(
		failing({
			name: 'ApiError',
			kind: 'malformed',
			message: 'The answer is not a list of models',
		}),
	);
});
