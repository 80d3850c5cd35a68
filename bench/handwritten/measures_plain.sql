-- The eight measures on 2022-05-20 over tables of facts: true, false or NULL, and where not false the amount in fen
-- (of the deferral: in months), between bounds where a fact it rests on is missing. The conditions one after
-- the other, as they are written: all are worked out for everybody, as they must be for a result of each.

CREATE OR REPLACE TEMP TABLE chain_result_person AS
SELECT id, youth AS bay_area_youth_allowance_outcome,
       CASE WHEN youth IS NOT false THEN 100000 END AS bay_area_youth_allowance_low,
       extension AS unemployment_benefit_extension_outcome,
       CASE WHEN extension IS NOT false THEN 154800 END AS unemployment_benefit_extension_low
FROM (
    SELECT id,
           bay_area_youth_allowance_participates
           AND died_on > DATE '2022-05-20'
           AND bay_area_youth_allowance_once_a_month < 1
           AND CASE WHEN bay_area_youth_allowance_months_in_all_low >= 18 THEN false
                    ELSE bay_area_youth_allowance_months_in_all_high < 18 OR NULL END AS youth,
           benefit_used_up
           AND NOT unemployment_benefit_extension_no_benefit_now
           AND NOT working_now
           AND NOT worked_since_benefit
           AND unemployment_registered
           AND CASE WHEN sex = 'male' THEN original_date_as_man < DATE '2023-05-20'
                    WHEN cadre_post AND sex IS NOT NULL THEN original_date_as_cadre_woman < DATE '2023-05-20'
                    WHEN NOT cadre_post AND sex IS NOT NULL THEN original_date_as_worker_woman < DATE '2023-05-20'
                    -- a man's date is the latest, a worker woman's the earliest: where these agree, nothing is open
                    WHEN sex IS NOT NULL AND original_date_as_cadre_woman < DATE '2023-05-20' THEN true
                    WHEN sex IS NOT NULL THEN CASE WHEN original_date_as_worker_woman >= DATE '2023-05-20' THEN false END
                    WHEN original_date_as_man < DATE '2023-05-20' THEN true
                    WHEN cadre_post THEN CASE WHEN original_date_as_cadre_woman >= DATE '2023-05-20' THEN false END
                    ELSE CASE WHEN original_date_as_worker_woman >= DATE '2023-05-20' THEN false END END
           AND CASE WHEN sex = 'male' THEN original_date_as_man >= DATE '2022-05-01'
                    WHEN cadre_post AND sex IS NOT NULL THEN original_date_as_cadre_woman >= DATE '2022-05-01'
                    WHEN NOT cadre_post AND sex IS NOT NULL THEN original_date_as_worker_woman >= DATE '2022-05-01'
                    WHEN sex IS NOT NULL AND original_date_as_worker_woman >= DATE '2022-05-01' THEN true
                    WHEN sex IS NOT NULL THEN CASE WHEN original_date_as_cadre_woman < DATE '2022-05-01' THEN false END
                    WHEN original_date_as_man < DATE '2022-05-01' THEN false
                    WHEN cadre_post THEN original_date_as_cadre_woman >= DATE '2022-05-01' OR NULL
                    ELSE original_date_as_worker_woman >= DATE '2022-05-01' OR NULL END
           AND NOT draws_pension
           AND offers_refused < 3
           AND NOT in_military_service
           AND NOT settled_abroad
           AND NOT in_custody
           AND died_on >= DATE '2022-05-20'
           AND unemployment_benefit_extension_once_a_month < 1 AS extension
    FROM facts_persons
);

CREATE OR REPLACE TEMP TABLE chain_result_contest_award AS
SELECT id, outcome AS contest_award_top_up_outcome,
       CASE WHEN outcome IS NOT false
            THEN CASE medal WHEN 'gold' THEN 12000000 WHEN 'silver' THEN 5000000 WHEN 'bronze' THEN 3000000 END END
           AS contest_award_top_up_low
FROM (
    SELECT id, medal,
           contest = 'overseas-chinese'
           AND "group" = 'team'
           AND medal IN ('gold', 'silver', 'bronze')
           AND awarded_on <= employer_registered_on
           AND employer_registered_on <= awarded_on + INTERVAL 12 MONTH
           AND employer_in_jiangmen
           AND employer_deregistered_on > DATE '2022-05-20'
           AND employer_registered_on <= DATE '2022-02-20'
           AND normal_operation
           AND CASE WHEN employer_contest_award_top_up_hires_low >= 3 THEN true
                    WHEN employer_contest_award_top_up_hires_high < 3 THEN false END
           AND contest_award_top_up_once < 1 AS outcome
    FROM facts_contest_awards
);

CREATE OR REPLACE TEMP TABLE chain_result_employer AS
SELECT id,
       deferral AS contribution_deferral_outcome,
       CASE WHEN deferral IS NOT false
            THEN least(coalesce(deferral_months, 0), greatest(12 - contribution_deferral_not_used_up_high, 0)) END
           AS contribution_deferral_low,
       CASE WHEN deferral IS NOT false
            THEN least(deferral_months, greatest(12 - contribution_deferral_not_used_up_low, 0)) END
           AS contribution_deferral_high,
       domestic AS domestic_firm_headcount_subsidy_outcome,
       CASE WHEN domestic IS NOT false THEN (200000 * domestic_person_months_last_year_low + 12) // 24 END
           AS domestic_firm_headcount_subsidy_low,
       CASE WHEN domestic IS NOT false THEN (200000 * domestic_person_months_last_year_high + 12) // 24 END
           AS domestic_firm_headcount_subsidy_high,
       refund AS stabilisation_refund_outcome,
       CASE WHEN refund IS NOT false
            THEN (2 * premiums_last_year_low * CASE WHEN NOT size_class_large THEN 9000 ELSE 3000 END + 10000) // 20000 END
           AS stabilisation_refund_low,
       CASE WHEN refund IS NOT false
            THEN (2 * premiums_last_year_high * CASE WHEN size_class_large THEN 3000 ELSE 9000 END + 10000) // 20000 END
           AS stabilisation_refund_high
FROM (
    SELECT *,
           kind IN ('enterprise', 'cooperative', 'individual-business', 'social-organisation', 'professional-firm')
           AND trade IN ('catering', 'retail', 'tourism')
           AND deferral_requested
           AND deregistered_on > DATE '2022-05-20'
           AND CASE WHEN contribution_deferral_not_used_up_low >= 12 THEN false
                    ELSE contribution_deferral_not_used_up_high < 12 OR NULL END AS deferral,
           employee_system_domestic
           AND CASE WHEN domestic_average_last_year_low >= 2000 THEN true
                    WHEN domestic_average_last_year_high < 2000 THEN false END
           AND deregistered_on > DATE '2022-05-20'
           AND domestic_firm_headcount_subsidy_once_a_year < 1 AS domestic,
           kind IN ('enterprise', 'cooperative', 'individual-business', 'social-organisation', 'professional-firm')
           AND (layoffs_last_year = 0
                OR CASE WHEN layoff_rate_high <= CASE WHEN insured_average_high <= 3000 THEN 2000 ELSE 550 END THEN true
                        WHEN layoff_rate_low > CASE WHEN insured_average_low > 3000 THEN 550 ELSE 2000 END THEN false END)
           AND CASE WHEN months_paid_last_year_low >= 12 THEN true WHEN months_paid_last_year_high < 12 THEN false END
           AND NOT zombie
           AND NOT seriously_dishonest
           AND NOT abnormal_listed
           AND deregistered_on > DATE '2022-05-20'
           AND stabilisation_refund_once_a_year < 1 AS refund
    FROM facts_employers
);

-- Months added to a day and compared with today: the day itself is compared with a date worked out beforehand.
CREATE OR REPLACE TEMP TABLE chain_result_employment AS
SELECT id,
       grassroots AS grassroots_employment_subsidy_outcome,
       CASE WHEN grassroots IS NOT false THEN 300000 END AS grassroots_employment_subsidy_low,
       veteran AS veteran_hiring_subsidy_outcome,
       CASE WHEN veteran IS NOT false THEN 1000000 END AS veteran_hiring_subsidy_low
FROM (
    SELECT id,
           (person_education = 'college' OR person_overseas_graduate)
           AND (person_education = 'college' OR in_kaiping)
           AND person_graduated_on <= DATE '2022-05-20'
           AND start <= person_graduated_on + INTERVAL 24 MONTH
           AND (post_kind = 'grassroots-public'
                OR employer_kind IN ('individual-business', 'social-organisation')
                OR (employer_kind = 'enterprise' AND NOT employer_size_class_large))
           AND (NOT employer_dispatch_agency
                OR post_kind = 'grassroots-public'
                OR host_kind IN ('individual-business', 'social-organisation')
                OR (host_kind = 'enterprise' AND NOT host_size_class_large))
           AND NOT on_establishment
           AND hired_of_working_age
           AND (contract_start + INTERVAL 12 MONTH <= contract_end + 1 OR hired_near_retirement)
           AND start BETWEEN DATE '2020-11-20' AND DATE '2021-11-20'
           AND start + INTERVAL 6 MONTH <= "end" + 1
           AND insured_months >= 6
           AND person_died_on > DATE '2022-05-20'
           AND person_grassroots_employment_subsidy_once < 1 AS grassroots,
           person_veteran
           AND person_discharged_on <= start
           AND start <= person_discharged_on + INTERVAL 12 MONTH
           AND employer_kind NOT IN ('government-body', 'public-institution')
           AND NOT employer_dispatch_agency
           AND hired_of_working_age
           AND (contract_start + INTERVAL 12 MONTH <= contract_end + 1 OR hired_near_retirement)
           AND start BETWEEN DATE '2020-05-20' AND DATE '2021-05-20'
           AND start + INTERVAL 12 MONTH <= "end" + 1
           AND insured_months >= 12
           AND NOT veteran_hiring_subsidy_not_stacked
           AND person_veteran_hiring_subsidy_once < 1 AS veteran
    FROM facts_employments
);
