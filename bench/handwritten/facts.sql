-- Every fact the eight measures read, from the raw records, on 2022-05-20: one row a unit.
-- Months are counted by month ends; a sum over records of which some value is missing has a lower and an upper bound.

-- Words as enumerations: joined, stored and compared as small numbers.
CREATE TYPE IF NOT EXISTS employer_kind AS ENUM ('enterprise', 'cooperative', 'individual-business',
    'social-organisation', 'professional-firm', 'government-body', 'public-institution');
CREATE TYPE IF NOT EXISTS education AS ENUM ('school', 'senior-secondary', 'vocational', 'technical', 'college');
CREATE TYPE IF NOT EXISTS post_kind AS ENUM ('ordinary', 'grassroots-public', 'domestic-service',
    'public-welfare', 'rural-public-welfare');
CREATE TYPE IF NOT EXISTS sex AS ENUM ('male', 'female');

-- One pass over the contributions serves all three things asked of an employment.
CREATE OR REPLACE TEMP TABLE insured AS
SELECT c.employment_id,
       sum(CASE WHEN least(c."end", DATE '2022-05-20') >= greatest(c.start, e.start)
                THEN date_diff('month', greatest(c.start, e.start), least(c."end", DATE '2022-05-20'))
                     + (least(c."end", DATE '2022-05-20') = last_day(least(c."end", DATE '2022-05-20')))::INT
                ELSE 0 END)
           FILTER (c.pension AND c.medical AND c.unemployment AND c.work_injury)::INT AS months,
       bool_or(c.start <= DATE '2022-05-20' AND c."end" >= DATE '2022-05-20'
               AND c.pension AND c.medical AND c.unemployment AND c.work_injury) AS today,
       sum(date_diff('month', greatest(c.start, DATE '2021-01-01'), least(c."end", DATE '2021-12-31'))
           + (least(c."end", DATE '2021-12-31') = last_day(least(c."end", DATE '2021-12-31')))::INT)
           FILTER (c.unemployment AND c.start <= DATE '2021-12-31' AND c."end" >= DATE '2021-01-01')::INT
           AS unemployment_months
FROM contributions c
JOIN employments e ON e.id = c.employment_id
GROUP BY c.employment_id;

-- One pass over the employments, by employer.
CREATE OR REPLACE TEMP TABLE staff_of AS
SELECT e.employer_id,
       sum(i.unemployment_months)::BIGINT AS insured_months,
       count(*) FILTER (i.today AND e.start <= DATE '2022-05-20' AND e."end" >= DATE '2022-05-20' AND NOT e.owner)
           AS hires,
       count(*) FILTER (i.today AND e.start <= DATE '2022-05-20' AND e."end" >= DATE '2022-05-20' AND e.owner IS NULL)
           AS hires_open,
       sum(CASE WHEN least(e."end", DATE '2021-12-31') >= greatest(e.start, DATE '2021-01-01')
                THEN date_diff('month', greatest(e.start, DATE '2021-01-01'), least(e."end", DATE '2021-12-31'))
                     + (least(e."end", DATE '2021-12-31') = last_day(least(e."end", DATE '2021-12-31')))::INT
                ELSE 0 END) FILTER (e.post_kind = 'domestic-service')::BIGINT AS domestic_months,
       sum(CASE WHEN least(e."end", DATE '2021-12-31') >= greatest(e.start, DATE '2021-01-01')
                THEN date_diff('month', greatest(e.start, DATE '2021-01-01'), least(e."end", DATE '2021-12-31'))
                     + (least(e."end", DATE '2021-12-31') = last_day(least(e."end", DATE '2021-12-31')))::INT
                ELSE 0 END) FILTER (e.post_kind IS NULL)::BIGINT AS domestic_months_open
FROM employments e
LEFT JOIN insured i ON i.employment_id = e.id
GROUP BY e.employer_id;

-- Lower bounds of the large class; a measure without a bound is reached by everybody.
CREATE OR REPLACE TEMP TABLE sized AS
SELECT e.id,
       CASE WHEN b.industry IS NOT NULL
            THEN coalesce(e.staff >= b.staff, b.staff IS NULL OR NULL)
                 AND coalesce(e.revenue >= b.revenue, b.revenue IS NULL OR NULL)
                 AND coalesce(e.assets >= b.assets, b.assets IS NULL OR NULL)
            ELSE (e.staff >= 2000 AND e.revenue >= 2000000000 AND e.assets >= 1200000000) OR NULL END AS large
FROM employers e
LEFT JOIN (VALUES ('agriculture', NULL, 200000000, NULL), ('manufacturing', 1000, 400000000, NULL),
                  ('construction', NULL, 800000000, 800000000), ('wholesale', 200, 400000000, NULL),
                  ('retail', 300, 200000000, NULL), ('transport', 1000, 300000000, NULL),
                  ('storage', 200, 300000000, NULL), ('postal', 1000, 300000000, NULL),
                  ('accommodation', 300, 100000000, NULL), ('catering', 300, 100000000, NULL),
                  ('information', 2000, 1000000000, NULL), ('software', 300, 100000000, NULL),
                  ('real-estate', NULL, 2000000000, 100000000), ('property', 1000, 50000000, NULL),
                  ('leasing-business', 300, NULL, 1200000000), ('other', 300, NULL, NULL))
     AS b(industry, staff, revenue, assets) ON b.industry = e.industry;

CREATE OR REPLACE TEMP TABLE hand_employers AS
WITH deferred AS (
    SELECT employer_id,
           sum(months) FILTER (measure = 'contribution-deferral')::BIGINT AS months,
           bool_or(measure = 'contribution-deferral' AND months IS NULL) AS months_open,
           count(*) FILTER (measure = 'domestic-firm-headcount-subsidy'
                            AND period_start <= DATE '2021-12-31' AND period_end >= DATE '2021-01-01') AS domestic,
           count(*) FILTER (measure = 'stabilisation-refund'
                            AND period_start <= DATE '2022-12-31' AND period_end >= DATE '2022-01-01') AS refunds
    FROM awards
    WHERE measure IN ('contribution-deferral', 'domestic-firm-headcount-subsidy', 'stabilisation-refund')
    GROUP BY employer_id
), layoffs AS (
    SELECT employer_id, count(*) AS n FROM benefit_claims WHERE year(started_on) = 2021 GROUP BY employer_id
), paid AS (
    SELECT employer_id,
           (sum(employer_paid) * 100)::BIGINT AS by_employer, bool_or(employer_paid IS NULL) AS employer_open,
           (sum(worker_paid) * 100)::BIGINT AS by_workers, bool_or(worker_paid IS NULL) AS worker_open,
           sum(months_paid)::BIGINT AS months, (12 * count(*) FILTER (months_paid IS NULL))::BIGINT AS months_open
    FROM premiums WHERE year = 2021 GROUP BY employer_id
), bounds AS (
    SELECT e.*, sized.large,
           coalesce(s.insured_months, 0) AS insured_low,
           CASE WHEN e.employments_complete THEN coalesce(s.insured_months, 0) END AS insured_high,
           coalesce(s.domestic_months, 0) AS domestic_low,
           CASE WHEN e.employments_complete
                THEN coalesce(s.domestic_months, 0) + coalesce(s.domestic_months_open, 0) END AS domestic_high,
           coalesce(layoffs.n, 0) AS layoffs,
           coalesce(deferred.months, 0) AS deferred_low,
           CASE WHEN deferred.months_open THEN NULL ELSE coalesce(deferred.months, 0) END AS deferred_high,
           coalesce(deferred.domestic, 0) AS domestic_awards, coalesce(deferred.refunds, 0) AS refunds,
           coalesce(paid.months, 0) AS paid_low, coalesce(paid.months + paid.months_open, paid.months_open, 0) AS paid_high,
           coalesce(paid.by_employer, 0) + coalesce(paid.by_workers, 0) AS premiums_low,
           CASE WHEN paid.employer_open OR paid.worker_open THEN NULL
                ELSE coalesce(paid.by_employer, 0) + coalesce(paid.by_workers, 0) END AS premiums_high
    FROM employers e
    JOIN sized ON sized.id = e.id
    LEFT JOIN staff_of s ON s.employer_id = e.id
    LEFT JOIN deferred ON deferred.employer_id = e.id
    LEFT JOIN layoffs ON layoffs.employer_id = e.id
    LEFT JOIN paid ON paid.employer_id = e.id
)
SELECT id, deregistered_on, kind::employer_kind AS kind, trade, deferral_requested,
       deferred_low AS contribution_deferral_not_used_up_low, deferred_high AS contribution_deferral_not_used_up_high,
       deferral_months, employee_system_domestic,
       domestic_low AS domestic_person_months_last_year_low, domestic_high AS domestic_person_months_last_year_high,
       (200 * domestic_low + 12) // 24 AS domestic_average_last_year_low,
       (200 * domestic_high + 12) // 24 AS domestic_average_last_year_high,
       domestic_awards AS domestic_firm_headcount_subsidy_once_a_year,
       large AS size_class_large,
       layoffs AS layoffs_last_year,
       CASE WHEN layoffs = 0 THEN 0
            WHEN insured_high = 0 THEN 10000
            WHEN insured_high IS NULL THEN 0
            WHEN insured_low > 0 THEN (240000 * layoffs + insured_high) // (2 * insured_high)
            ELSE least((240000 * layoffs + insured_high) // (2 * insured_high), 10000) END AS layoff_rate_low,
       CASE WHEN layoffs = 0 THEN 0
            WHEN insured_high = 0 THEN 10000
            WHEN insured_low > 0 THEN (240000 * layoffs + insured_low) // (2 * insured_low) END AS layoff_rate_high,
       (200 * insured_low + 12) // 24 AS insured_average_low,
       (200 * insured_high + 12) // 24 AS insured_average_high,
       paid_low AS months_paid_last_year_low, paid_high AS months_paid_last_year_high,
       zombie, seriously_dishonest, abnormal_listed,
       refunds AS stabilisation_refund_once_a_year,
       premiums_low AS premiums_last_year_low, premiums_high AS premiums_last_year_high
FROM bounds;

CREATE OR REPLACE TEMP TABLE hand_persons AS
WITH granted AS (
    SELECT person_id,
           count(*) FILTER (measure = 'bay-area-youth-allowance'
                            AND period_start <= DATE '2022-05-31' AND period_end >= DATE '2022-05-01') AS youth_now,
           sum(months) FILTER (measure = 'bay-area-youth-allowance')::BIGINT AS youth_months,
           bool_or(measure = 'bay-area-youth-allowance' AND months IS NULL) AS youth_months_open,
           count(*) FILTER (measure <> 'bay-area-youth-allowance'
                            AND period_start <= DATE '2022-05-31' AND period_end >= DATE '2022-05-01') AS benefits_now
    FROM awards
    WHERE measure IN ('bay-area-youth-allowance', 'unemployment-benefit-extension', 'unemployment-benefit',
                      'unemployment-assistance')
    GROUP BY person_id
), claimed AS (
    SELECT person_id, max(started_on) AS started_on,
           bool_or(paid_until >= DATE '2022-05-20') AS running, bool_or(paid_until IS NULL) AS running_open
    FROM benefit_claims
    WHERE started_on <= DATE '2022-05-20'
    GROUP BY person_id
), latest_claim AS (
    -- two claims may have begun on the same day: then both are the latest
    SELECT person_id, bool_or(used_up) AS used_up, bool_or(used_up IS NULL) AS used_up_open,
           CASE WHEN NOT bool_or(paid_until IS NULL) THEN max(paid_until) END AS paid_until
    FROM (SELECT person_id, b.paid_until,
                 b.months_granted > 0 AND b.months_paid >= b.months_granted AND b.paid_until < DATE '2022-05-20'
                     AND NOT b.lump_sum AS used_up
          FROM benefit_claims b
          JOIN claimed USING (person_id, started_on))
    GROUP BY person_id
), taking_part AS (
    SELECT person_id, bool_or("end" >= DATE '2022-05-01') AS yes, bool_or("end" IS NULL) AS open
    FROM programme_spells
    WHERE programme = 'bay-area-youth' AND start <= DATE '2022-05-31'
    GROUP BY person_id
), worked AS (
    -- the last day of all work begun by now tells both whether one works and whether one worked after a day
    SELECT person_id, max("end") AS until FROM employments WHERE start <= DATE '2022-05-20' GROUP BY person_id
)
SELECT p.id,
       CASE WHEN t.yes THEN true WHEN t.open THEN NULL ELSE false END AS bay_area_youth_allowance_participates,
       p.died_on,
       coalesce(g.youth_now, 0) AS bay_area_youth_allowance_once_a_month,
       coalesce(g.youth_months, 0) AS bay_area_youth_allowance_months_in_all_low,
       CASE WHEN g.youth_months_open THEN NULL ELSE coalesce(g.youth_months, 0) END
           AS bay_area_youth_allowance_months_in_all_high,
       p.sex::sex AS sex,
       (p.birth_date + INTERVAL 60 YEAR)::DATE AS original_date_as_man,
       p.cadre_post,
       (p.birth_date + INTERVAL 55 YEAR)::DATE AS original_date_as_cadre_woman,
       (p.birth_date + INTERVAL 50 YEAR)::DATE AS original_date_as_worker_woman,
       CASE WHEN l.used_up THEN true WHEN l.used_up_open THEN NULL ELSE false END AS benefit_used_up,
       CASE WHEN c.running THEN true WHEN c.running_open THEN NULL ELSE false END
           AS unemployment_benefit_extension_no_benefit_now,
       CASE WHEN w.until >= DATE '2022-05-20' THEN true WHEN p.employments_complete THEN false END AS working_now,
       CASE WHEN l.person_id IS NULL THEN false
            WHEN w.until > l.paid_until THEN true
            WHEN p.employments_complete AND (w.until IS NULL OR w.until <= l.paid_until) THEN false END
           AS worked_since_benefit,
       p.unemployment_registered, p.draws_pension,
       p.offers_refused, p.in_military_service, p.settled_abroad, p.in_custody,
       coalesce(g.benefits_now, 0) AS unemployment_benefit_extension_once_a_month
FROM persons p
LEFT JOIN granted g ON g.person_id = p.id
LEFT JOIN claimed c ON c.person_id = p.id
LEFT JOIN latest_claim l ON l.person_id = p.id
LEFT JOIN taking_part t ON t.person_id = p.id
LEFT JOIN worked w ON w.person_id = p.id;

CREATE OR REPLACE TEMP TABLE hand_employments AS
WITH person AS (
    -- Retirement at 60, of a woman at 55 or 50 by her post: where sex or post is missing, between two days.
    SELECT p.id, p.education::education AS education, p.overseas_graduate, p.graduated_on, p.veteran, p.discharged_on,
           p.died_on,
           (p.birth_date + INTERVAL 16 YEAR)::DATE AS sixteen_on,
           (p.birth_date + to_months(CASE WHEN p.sex = 'male' THEN 720 WHEN p.cadre_post THEN 660 ELSE 600 END))::DATE
               AS retires_earliest,
           (p.birth_date + to_months(CASE WHEN p.sex = 'female' AND NOT p.cadre_post THEN 600
                                          WHEN p.sex = 'female' THEN 660 ELSE 720 END))::DATE AS retires_latest,
           coalesce(g.grassroots, 0) AS grassroots, coalesce(g.veterans, 0) AS veterans
    FROM persons p
    LEFT JOIN (
        SELECT person_id, count(*) FILTER (measure = 'grassroots-employment-subsidy') AS grassroots,
               count(*) FILTER (measure = 'veteran-hiring-subsidy') AS veterans
        FROM awards WHERE measure IN ('grassroots-employment-subsidy', 'veteran-hiring-subsidy')
        GROUP BY person_id
    ) g ON g.person_id = p.id
), employer AS (
    SELECT f.id, f.kind::employer_kind AS kind, f.dispatch_agency, s.large FROM employers f JOIN sized s ON s.id = f.id
), stacked AS (
    SELECT DISTINCT employment_id FROM awards
    WHERE measure IN ('poverty-alleviated-hiring-subsidy', 'startup-hiring-subsidy')
)
SELECT e.id, e.post_kind::post_kind AS post_kind, e.start, e."end",
       p.education AS person_education, p.overseas_graduate AS person_overseas_graduate,
       e.in_kaiping,
       p.graduated_on AS person_graduated_on,
       f.kind AS employer_kind, f.large AS employer_size_class_large, f.dispatch_agency AS employer_dispatch_agency,
       h.kind AS host_kind, h.large AS host_size_class_large,
       e.on_establishment,
       p.sixteen_on <= e.start
           AND CASE WHEN e.start < p.retires_earliest THEN true WHEN e.start >= p.retires_latest THEN false END
           AS hired_of_working_age,
       e.contract_start, e.contract_end,
       -- a year has 365 or 366 days: only between these it is counted by the calendar
       CASE WHEN p.retires_earliest >= e.start + 366 THEN false
            WHEN p.retires_latest < e.start + 365 THEN true
            WHEN p.retires_earliest >= e.start + INTERVAL 12 MONTH THEN false
            WHEN p.retires_latest < e.start + INTERVAL 12 MONTH THEN true END AS hired_near_retirement,
       coalesce(i.months, 0) AS insured_months,
       p.died_on AS person_died_on,
       p.grassroots AS person_grassroots_employment_subsidy_once,
       coalesce(p.grassroots, 0) AS person_grassroots_employment_subsidy_once_low,
       p.veteran AS person_veteran, p.discharged_on AS person_discharged_on,
       x.employment_id IS NOT NULL AS veteran_hiring_subsidy_not_stacked,
       p.veterans AS person_veteran_hiring_subsidy_once,
       coalesce(p.veterans, 0) AS person_veteran_hiring_subsidy_once_low
FROM employments e
LEFT JOIN insured i ON i.employment_id = e.id
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN employer f ON f.id = e.employer_id
LEFT JOIN employer h ON h.id = e.host_id
LEFT JOIN stacked x ON x.employment_id = e.id;

CREATE OR REPLACE TEMP TABLE hand_contest_awards AS
SELECT a.id, a.contest, a."group", a.medal, a.awarded_on,
       f.registered_on AS employer_registered_on, f.in_jiangmen AS employer_in_jiangmen,
       f.deregistered_on AS employer_deregistered_on,
       a.normal_operation,
       CASE WHEN f.employments_complete THEN coalesce(s.hires, 0) + coalesce(s.hires_open, 0) END
           AS employer_contest_award_top_up_hires_high,
       CASE WHEN f.id IS NULL THEN 0 ELSE coalesce(s.hires, 0) END AS employer_contest_award_top_up_hires_low,
       coalesce(g.n, 0) AS contest_award_top_up_once
FROM contest_awards a
LEFT JOIN employers f ON f.id = a.employer_id
LEFT JOIN staff_of s ON s.employer_id = a.employer_id
LEFT JOIN (SELECT contest_award_id, count(*) AS n FROM awards WHERE measure = 'contest-award-top-up' GROUP BY 1) g
       ON g.contest_award_id = a.id;
