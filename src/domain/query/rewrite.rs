//! The second reading, on the parsed query: what PostgreSQL says otherwise is said its way, and what a parameter
//! query may not do is named with its place.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CastKind, DataType, ExactNumberInfo, Expr, Fetch, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentList, FunctionArguments, Ident, LimitClause, ObjectName, Query, Select, SetExpr, Spanned as _,
    TableFactor, TimezoneInfo, TopQuantity, Value, VisitorMut,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Span;

use super::Fault;
use crate::domain::catalogue::Dialect;

/// Walks the tree, changing it.
pub(super) struct Rewriter {
    dialect: Dialect,
    pub faults: Vec<Fault>,
}

impl Rewriter {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, faults: vec![] }
    }

    fn fault(&mut self, span: Span, pt: impl Into<String>, en: impl Into<String>) {
        let at = (span.start.line > 0).then_some((span.start.line, span.start.column));
        self.faults.push(Fault::new(at, pt, en));
    }

    fn not_allowed(&mut self, span: Span, what: &str) {
        self.fault(span, format!("{what} não é permitido"), format!("{what} is not allowed"));
    }

    /// `TOP n` of the query's own SELECT becomes its LIMIT.
    fn top(&mut self, query: &mut Query) {
        let SetExpr::Select(select) = &mut *query.body else { return };
        let Some(top) = select.top.take() else { return };
        let span = select.select_token.0.span;
        let quantity = match top.quantity {
            Some(TopQuantity::Expr(expr)) => expr,
            Some(TopQuantity::Constant(n)) => Expr::value(Value::Number(n.to_string(), false)),
            None => return self.not_allowed(span, "TOP"),
        };
        if top.percent || query.limit_clause.is_some() || query.fetch.is_some() {
            return self.not_allowed(span, "TOP … PERCENT");
        }
        if top.with_ties {
            query.fetch = Some(Fetch { with_ties: true, percent: false, quantity: Some(quantity) });
        } else {
            query.limit_clause =
                Some(LimitClause::LimitOffset { limit: Some(quantity), offset: None, limit_by: vec![] });
        }
    }

    fn cast_type(&mut self, data_type: &mut DataType) {
        if self.dialect != Dialect::Mssql {
            return;
        }
        let changed = match data_type {
            DataType::Nvarchar(size) | DataType::Varchar(size) => match size {
                Some(sqlparser::ast::CharacterLength::IntegerLength { length, .. }) => {
                    DataType::Varchar(Some(sqlparser::ast::CharacterLength::IntegerLength {
                        length: *length,
                        unit: None,
                    }))
                }
                _ => DataType::Text,
            },
            DataType::Datetime(_) => DataType::Timestamp(None, TimezoneInfo::None),
            DataType::TinyInt(_) => DataType::SmallInt(None),
            DataType::Bit(_) => DataType::SmallInt(None),
            DataType::Custom(name, _) => match name.to_string().to_lowercase().as_str() {
                "money" | "smallmoney" => DataType::Numeric(ExactNumberInfo::PrecisionAndScale(19, 4)),
                "datetime2" | "smalldatetime" => DataType::Timestamp(None, TimezoneInfo::None),
                "nchar" | "sysname" | "ntext" => DataType::Text,
                _ => return,
            },
            _ => return,
        };
        *data_type = changed;
    }

    /// A call of SQL Server's that PostgreSQL words otherwise.
    fn call(&mut self, function: &mut Function) -> Option<Expr> {
        if self.dialect != Dialect::Mssql {
            return None;
        }
        let name = function.name.to_string().to_uppercase();
        let span = function.name.span();
        let args = arguments(function);
        let say = |name: &str| Some(name.to_owned());
        let (said, renamed) = match (name.as_str(), args.as_slice()) {
            ("ISNULL", [_, _]) => (None, say("COALESCE")),
            ("LEN", [_]) => (None, say("LENGTH")),
            // Every rule asks the engine's clock, and so does a query: the day of the request.
            ("GETDATE" | "SYSDATETIME" | "GETUTCDATE", []) => (say("CAST($7 AS timestamp)"), None),
            ("CHARINDEX", [what, text]) => (Some(format!("STRPOS({text}, {what})")), None),
            ("YEAR" | "MONTH" | "DAY", [at]) => {
                (Some(format!("CAST(date_part('{}', {at}) AS int)", name.to_lowercase())), None)
            }
            ("IIF", [when, then, other]) => (Some(format!("CASE WHEN {when} THEN {then} ELSE {other} END")), None),
            ("DATEADD", [part, n, at]) => match interval(&part.to_string()) {
                Some(unit) => (Some(format!("({at} + {n} * INTERVAL '1 {unit}')")), None),
                None => (None, None),
            },
            ("DATEDIFF", [part, from, to]) if interval(&part.to_string()) == Some("day") => {
                (Some(format!("(CAST({to} AS date) - CAST({from} AS date))")), None)
            }
            _ => return None,
        };
        if let Some(renamed) = renamed {
            function.name = ObjectName::from(vec![Ident::new(renamed)]);
            return None;
        }
        let parsed = said.and_then(|said| {
            Parser::new(&PostgreSqlDialect {}).try_with_sql(&said).ok().and_then(|mut parser| parser.parse_expr().ok())
        });
        if parsed.is_none() {
            self.fault(
                span,
                format!("não sei traduzir {name} assim"),
                format!("{name} cannot be translated like this"),
            );
        }
        parsed
    }

    /// `CONVERT(type, value [, style])`.
    fn convert(&mut self, expr: &Expr) -> Option<Expr> {
        let Expr::Convert { is_try, expr: inner, data_type: Some(data_type), charset: None, styles, .. } = expr else {
            return None;
        };
        let style = styles.first().map(ToString::to_string);
        let pattern = match style.as_deref() {
            None => None,
            Some("103") => Some("DD/MM/YYYY"),
            Some("23") => Some("YYYY-MM-DD"),
            Some("120") => Some("YYYY-MM-DD HH24:MI:SS"),
            Some("112") => Some("YYYYMMDD"),
            Some(other) => {
                let said = format!("CONVERT … {other}");
                self.not_allowed(expr.span(), &said);
                return None;
            }
        };
        if *is_try {
            self.not_allowed(expr.span(), "TRY_CONVERT");
            return None;
        }
        if let Some(pattern) = pattern {
            let said = format!("to_char({inner}, '{pattern}')");
            return Parser::new(&PostgreSqlDialect {}).try_with_sql(&said).ok()?.parse_expr().ok();
        }
        let mut data_type = data_type.clone();
        self.cast_type(&mut data_type);
        Some(Expr::Cast { kind: CastKind::Cast, expr: inner.clone(), data_type, format: None })
    }
}

/// What a date part is called in an interval.
fn interval(part: &str) -> Option<&'static str> {
    Some(match part.to_lowercase().as_str() {
        "day" | "dd" | "d" => "day",
        "month" | "mm" | "m" => "month",
        "year" | "yy" | "yyyy" => "year",
        "week" | "wk" | "ww" => "week",
        "hour" | "hh" => "hour",
        _ => return None,
    })
}

fn arguments(function: &Function) -> Vec<Expr> {
    let FunctionArguments::List(FunctionArgumentList { args, .. }) = &function.args else { return vec![] };
    let plain = |arg: &FunctionArg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    };
    args.iter().filter_map(plain).collect()
}

/// Whether an operand of `+` is surely a text.
fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => matches!(value.value, Value::SingleQuotedString(_)),
        Expr::BinaryOp { op, .. } => *op == BinaryOperator::StringConcat,
        Expr::Nested(inner) => is_text(inner),
        Expr::Cast { data_type, .. } => {
            matches!(data_type, DataType::Text | DataType::Varchar(_) | DataType::Char(_) | DataType::Nvarchar(_))
        }
        Expr::Substring { .. } | Expr::Trim { .. } => true,
        Expr::Function(function) => {
            let name = function.name.to_string().to_uppercase();
            matches!(
                name.as_str(),
                "UPPER" | "LOWER" | "LTRIM" | "RTRIM" | "LEFT" | "RIGHT" | "REPLACE" | "TO_CHAR" | "CONCAT"
            )
        }
        _ => false,
    }
}

impl VisitorMut for Rewriter {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        let span = query.span();
        if query.with.as_ref().is_some_and(|with| with.recursive) {
            self.not_allowed(span, "WITH RECURSIVE");
        }
        if !query.locks.is_empty() {
            self.not_allowed(span, "FOR UPDATE");
        }
        if query.for_clause.is_some() || query.settings.is_some() || query.format_clause.is_some() {
            self.not_allowed(span, "FOR XML, FOR JSON, SETTINGS, FORMAT");
        }
        match &*query.body {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                self.fault(span, "uma consulta só lê", "a query only reads");
            }
            _ => self.top(query),
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        let span = select.select_token.0.span;
        if select.into.is_some() {
            self.not_allowed(span, "SELECT … INTO");
        }
        // The query's own TOP is its LIMIT by now.
        if select.top.is_some() {
            self.fault(
                span,
                "TOP dentro de UNION: ponha este SELECT entre parênteses",
                "TOP inside UNION: put this SELECT in parentheses",
            );
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &mut ObjectName) -> ControlFlow<()> {
        let parts = relation.to_string();
        if let Some((schema, _)) = parts.rsplit_once('.')
            && !schema.trim_matches('"').eq_ignore_ascii_case("rm")
        {
            self.fault(
                relation.span(),
                format!("{parts}: só as visões do esquema rm podem ser lidas"),
                format!("{parts}: only the views of schema rm may be read"),
            );
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } => {
                let (span, said) = (name.span(), name.to_string());
                self.fault(
                    span,
                    format!("{said}(…): funções não são lidas como tabelas"),
                    format!("{said}(…): functions are not read as tables"),
                );
            }
            TableFactor::Table { .. } | TableFactor::Derived { .. } | TableFactor::NestedJoin { .. } => {}
            other => {
                let (span, said) = (other.span(), other.to_string());
                self.not_allowed(span, &said);
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if self.dialect != Dialect::Mssql {
            return ControlFlow::Continue(());
        }
        let changed = match expr {
            Expr::BinaryOp { left, op, right } => {
                if *op == BinaryOperator::Plus && (is_text(left) || is_text(right)) {
                    *op = BinaryOperator::StringConcat;
                }
                None
            }
            Expr::Cast { kind: CastKind::Cast, data_type, .. } => {
                self.cast_type(data_type);
                None
            }
            Expr::Cast { .. } => {
                self.not_allowed(expr.span(), "TRY_CAST");
                None
            }
            Expr::Convert { .. } => self.convert(expr),
            Expr::Function(function) => self.call(function),
            _ => None,
        };
        if let Some(changed) = changed {
            *expr = changed;
        }
        ControlFlow::Continue(())
    }
}
