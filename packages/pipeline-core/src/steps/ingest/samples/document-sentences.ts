import type { DocumentKind } from './document-kinds';

/**
 * What documents of a kind say. In braces: a name, a company, a thing, a number, an amount, a date, filled in by chance.
 * Kinds share words on purpose (an offer, an order and an invoice all name things and amounts).
 */
export const documentSentences: Readonly<Record<DocumentKind, readonly string[]>> = {
  invoice: [
    'Invoice no. {number} of {date}.',
    'For our delivery of {date} we charge you as follows.',
    'Please transfer the amount of {amount} to the account below.',
    'Payable within 30 days without deduction.',
    'Total including VAT: {amount}.',
    'Your order {number}, {thing}, quantity 4, sum {amount}.',
    'Our VAT number is {number}.',
    'Reminder: the amount of {amount} was due on {date}.',
  ],
  offer: [
    'Thank you for your enquiry; we are glad to offer you the following.',
    'Quotation {number}, valid until {date}.',
    '{thing} at a price of {amount} each, delivery free of charge.',
    'With an order of ten or more you get a discount of 5 per cent.',
    'We would be pleased to receive your order.',
    'Prices do not include VAT; delivery two weeks after your order.',
    'Our terms and conditions are enclosed.',
  ],
  'purchase order': [
    'Purchase order {number}.',
    'We hereby order the following goods.',
    'Please deliver {thing}, quantity 12, to our warehouse by {date}.',
    'As agreed in your quotation of {date} at {amount}.',
    'Kindly confirm this order and the date of delivery.',
    'Deliver to: {company}, gate 3. Quote our order number on all papers.',
    'Cost centre {number}, approved by {name}.',
  ],
  'job application': [
    'I hereby apply for the position that you advertised on {date}.',
    'After my studies I worked at {company} for several years.',
    'My curriculum vitae and certificates are attached.',
    'I would be happy to introduce myself in a personal interview.',
    'I am a team player, learn quickly and speak three languages.',
    'My earliest start would be {date}; I expect a salary of {amount} a year.',
    'At present I am employed at {company} as an assistant to {name}.',
  ],
  complaint: [
    'I am very dissatisfied with your {thing}.',
    'The goods arrived damaged on {date}, and nobody answers my calls.',
    'This is the third time that I have to write to you about it.',
    'I demand that you replace it or refund {amount} at once.',
    'If I do not hear from you by {date} I will take legal advice.',
    'What was delivered is not what I ordered under {number}.',
    'Your staff was rude, and that is unacceptable.',
  ],
  'service request': [
    'Our {thing} has stopped working since {date}.',
    'Please send a technician; the display shows error {number}.',
    'Could you tell us when maintenance is due?',
    'We need a spare part, serial number {number}.',
    'Please reset the access of {name} and send a new password.',
    'The machine is still under warranty; when can you repair it?',
    'Kindly change our address for deliveries from {date} on.',
  ],
  other: [
    'We wish you happy holidays and a good new year.',
    'You are cordially invited to our anniversary on {date}.',
    'Our newsletter: what is new at {company} this month.',
    'Please note our new opening hours from {date}.',
    '{name} leaves {company} after many years; we say thank you.',
    'Minutes of the meeting of {date}, present: {name}.',
    'The road in front of our building is closed until {date}.',
  ],
};

/** What stands in documents of every kind. */
export const courtesies = [
  'Dear Sir or Madam,',
  'Dear {name},',
  'To whom it may concern,',
  'Please do not hesitate to contact us.',
  'Thank you in advance.',
  'Kind regards, {name}',
  'Yours faithfully, {name}, {company}',
  'Sent from my phone',
] as const;

export const fillings = {
  name: ['Ada Brandt', 'Jonas Keller', 'Mira Olsen', 'Tom Vesely', 'Ines Duarte', 'Paul Novak', 'Lea Fischer'],
  company: ['Nordlicht Ltd', 'Hafen & Sons', 'Alpine Parts', 'Quay Foods', 'Meadow Print', 'Stellar Tools'],
  thing: [
    'office chair',
    'label printer',
    'pump',
    'coffee machine',
    'server rack',
    'conveyor belt',
    'scanner',
    'boiler',
  ],
} as const;
