-- +goose Up

-- What the hourly sweep looks for.
create index oauth_tokens_expires_at on oauth_tokens (expires_at) where expires_at > 0;
create index oauth_tokens_used_at on oauth_tokens (used_at) where used_at > 0;
create index oauth_codes_expires_at on oauth_codes (expires_at);
create index oauth_grants_created_at on oauth_grants (created_at);
create index one_time_links_expires_at on one_time_links (expires_at);

-- +goose Down

drop index one_time_links_expires_at;
drop index oauth_grants_created_at;
drop index oauth_codes_expires_at;
drop index oauth_tokens_used_at;
drop index oauth_tokens_expires_at;
