//! Students as most of them are: enrolled in the period of today, under a contract.

use sqlx::PgPool;

/// Enrols every student of the database in the current period, with a contract `C` and the RA.
pub async fn enrol_everyone(root: &PgPool) {
    sqlx::raw_sql(
        "insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
           select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p
            where current_date between p.starts and p.ends;
         insert into academic.contract (company, student_id, period_id, course, number, signed_on)
           select 1, s.id, p.id, 'Direito', 'C' || s.ra, p.starts from academic.student s, academic.period p
            where current_date between p.starts and p.ends",
    )
    .execute(root)
    .await
    .expect("enrolments and contracts");
}
