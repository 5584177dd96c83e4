// Engines of others that play the conversation of ../flow-script.mjs, each written as its documentation has it:
//
//   open()            one session; its start() and say(text) give the texts said, or a promise of them
//   session.save()    the session as text, as the package saves one
//   isAsync           whether say() gives promises
import RiveScript from 'rivescript';
import { Compiler } from 'inkjs/full';
import { Story } from 'inkjs';
import { assign, createActor, setup } from 'xstate';
import { isEmail, WELCOME } from '../flow-script.mjs';

const priceOf = (seats) => (seats >= 10 ? seats * 9 : seats * 10);
const summaryOf = ({ name, email, seats }) =>
  `Thank you, ${name}! We write to ${email} about ${seats} seats for ${priceOf(seats)} a month.`;
const teamOf = ({ seats }) => `${seats} seats are a team: ${priceOf(seats)} a month. Right?`;
const soloOf = ({ seats }) => `${seats} seats are ${priceOf(seats)} a month. Right?`;

const said = (make) => assign({ said: ({ context, event }) => make(context, event.text) });

const machine = setup({
  guards: {
    isQuote: ({ event }) => event.text === 'quote',
    isEmail: ({ event }) => isEmail(event.text),
    isCount: ({ event }) => /^\d+$/.test(event.text),
    isTeam: ({ context }) => context.seats >= 10,
    isYes: ({ event }) => event.text === 'yes',
  },
}).createMachine({
  id: 'quote',
  initial: 'menu',
  context: { name: '', email: '', seats: 0, said: WELCOME },
  states: {
    menu: {
      on: {
        text: [
          { guard: 'isQuote', target: 'name', actions: said(() => 'Your name?') },
          { target: 'over', actions: said(() => 'Write to help@example.org.') },
        ],
      },
    },
    name: {
      on: {
        text: {
          target: 'email',
          actions: [assign({ name: ({ event }) => event.text }), said(({ name }) => `Your e-mail, ${name}?`)],
        },
      },
    },
    email: {
      on: {
        text: [
          {
            guard: 'isEmail',
            target: 'seats',
            actions: [assign({ email: ({ event }) => event.text }), said(() => 'How many seats?')],
          },
          { actions: said(({ name }) => `That is no e-mail address. Your e-mail, ${name}?`) },
        ],
      },
    },
    seats: {
      on: {
        text: [
          { guard: 'isCount', target: 'price', actions: assign({ seats: ({ event }) => Number(event.text) }) },
          { actions: said(() => 'That is no number. How many seats?') },
        ],
      },
    },
    price: {
      always: [
        { guard: 'isTeam', target: 'confirm', actions: said(teamOf) },
        { target: 'confirm', actions: said(soloOf) },
      ],
    },
    confirm: {
      on: {
        text: [
          { guard: 'isYes', target: 'over', actions: said(summaryOf) },
          { target: 'name', actions: said(() => 'Your name?') },
        ],
      },
    },
    over: { type: 'final' },
  },
});

function openXstate() {
  const actor = createActor(machine);
  return {
    start() {
      actor.start();
      return [actor.getSnapshot().context.said];
    },
    say(text) {
      actor.send({ type: 'text', text });
      return [actor.getSnapshot().context.said];
    },
    save: () => JSON.stringify(actor.getPersistedSnapshot()),
  };
}

// Ink has no free text: the host puts it into a variable and takes the one choice there is. What it cannot tell of a
// text, whether it is an address or a number, are functions of the host.
const ink = `
EXTERNAL is_email(text)
EXTERNAL to_number(text)
VAR input = ""
VAR name = ""
VAR email = ""
VAR seats = 0
VAR price = 0
-> menu
=== menu ===
${WELCOME}
+ [quote] -> ask_name
+ [support] Write to help@example.org. -> END
=== ask_name ===
Your name?
+ [text]
~ name = input
-> ask_email
=== ask_email ===
Your e-mail, {name}?
- (again)
+ [text]
{ not is_email(input):
    That is no e-mail address. Your e-mail, {name}?
    -> again
}
~ email = input
-> ask_seats
=== ask_seats ===
How many seats?
+ [text]
~ seats = to_number(input)
{ seats >= 10:
    ~ price = seats * 9
    {seats} seats are a team: {price} a month. Right?
- else:
    ~ price = seats * 10
    {seats} seats are {price} a month. Right?
}
+ + [yes] Thank you, {name}! We write to {email} about {seats} seats for {price} a month. -> END
+ + [no] -> ask_name
`;
const inkJson = new Compiler(ink).Compile().ToJson();

function openInk() {
  const story = new Story(inkJson);
  story.BindExternalFunction('is_email', isEmail, true);
  story.BindExternalFunction('to_number', Number, true);
  const tell = () => {
    const texts = [];
    while (story.canContinue) {
      const text = story.Continue().trim();
      if (text !== '') texts.push(text);
    }
    return texts;
  };
  return {
    start() {
      story.ResetState();
      return tell();
    },
    say(text) {
      const named = story.currentChoices.findIndex((choice) => choice.text === text);
      if (named < 0) story.variablesState.$('input', text);
      story.ChooseChoiceIndex(named < 0 ? 0 : named);
      return tell();
    },
    save: () => story.state.ToJson(),
  };
}

// RiveScript's own conditions compare, and its macros calculate; each question is a topic.
const rive = `
! version = 2.0
+ hello
- ${WELCOME}
+ quote
- {topic=name}Your name?
+ support
- Write to help@example.org.
> topic name
+ *
- <set name=<star>>{topic=email}Your e-mail, <get name>?
< topic
> topic email
+ *
* <call>is_email <star></call> == true => <set email=<star>>{topic=seats}How many seats?
- That is no e-mail address. Your e-mail, <get name>?
< topic
> topic seats
+ #
* <star> >= 10 => <set seats=<star>><set price=<star>><mult price=9>{topic=confirm}
^ <star> seats are a team: <get price> a month. Right?
- <set seats=<star>><set price=<star>><mult price=10>{topic=confirm}<star> seats are <get price> a month. Right?
+ *
- That is no number. How many seats?
< topic
> topic confirm
+ yes
- {topic=random}Thank you, <get name>! We write to <get email> about <get seats> seats for <get price> a month.
+ no
- {topic=name}Your name?
< topic
`;

async function makeRive() {
  // Addresses keep their points, names their capitals.
  const bot = new RiveScript({ utf8: true, caseSensitive: true, unicodePunctuation: /[!?;:]/g });
  if (bot.stream(rive) === false) throw new Error('rivescript: the script does not parse');
  bot.setSubroutine('is_email', (_, [text]) => String(isEmail(text)));
  bot.sortReplies();
  return bot;
}
const riveBot = makeRive();
let riveUsers = 0;

async function openRive() {
  const bot = await riveBot;
  const user = `user${riveUsers++}`;
  return {
    start: async () => [await bot.reply(user, 'hello')],
    say: async (text) => [await bot.reply(user, text)],
    save: async () => JSON.stringify(await bot.getUservars(user)),
    close: () => bot.clearUservars(user),
  };
}

export const engines = {
  xstate: { open: openXstate },
  inkjs: { open: openInk },
  rivescript: { open: openRive, isAsync: true },
};
