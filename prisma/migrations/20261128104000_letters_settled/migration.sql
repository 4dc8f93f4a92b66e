-- Consumers ask every second for the letters that somebody wants tried again: there are few, among many that are settled.
create index dead_letter_asked on dead_letter (consumer, created_at) where state = 'asked';
-- What is settled is deleted after a while.
create index dead_letter_settled on dead_letter (settled_at) where state in ('replayed', 'dismissed');
