//! The Python module: fields of packets and commands, from the walks of `imwire::fields`. `imwire.pyi` documents what
//! Python sees.

use ::imwire::fields::{Field as Row, Kind, Tree, TreeVisitor, Value, ValueName, Walk, range, walk_tree};
use ::imwire::ipmsg::{Packet, dict::Dictionary};
use ::imwire::msnp::payload::Content;
use ::imwire::msnp::{
    AnyCommand, Context, Dialect, Frame as WireFrame, Limits, Link, Role, Session, Side, ft, ns, sb,
};
use ::imwire::{Error, ErrorKind, Wire};
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

create_exception!(imwire, WireError, PyValueError);

/// The exception for an error, with `at`, `part` and `kind`.
fn raised(py: Python<'_>, error: Error) -> PyErr {
    let raised = WireError::new_err(error.to_string());
    let value = raised.value(py);
    let set = value
        .setattr("at", error.at())
        .and_then(|()| value.setattr("part", error.part().name()))
        .and_then(|()| value.setattr("kind", error.kind().text()));
    set.err().unwrap_or(raised)
}

#[pyclass(frozen, get_all, module = "imwire")]
struct Field {
    id: &'static str,
    name: &'static str,
    value: Py<PyAny>,
    names: Vec<&'static str>,
    raw: Option<Py<PyBytes>>,
    start: Option<usize>,
    end: Option<usize>,
    derived: bool,
}

#[pymethods]
impl Field {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let value = self.value.bind(py).repr()?;
        Ok(match &self.names[..] {
            [] => format!("<{} {value}>", self.name),
            names => format!("<{} {value} {}>", self.name, names.join("|")),
        })
    }

    /// The value as text, with U+FFFD in place of bytes that are not UTF-8.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        let value = self.value.bind(py);
        match value.cast::<PyBytes>() {
            Ok(bytes) => Ok(String::from_utf8_lossy(bytes.as_bytes()).into_owned()),
            Err(_) => Ok(value.str()?.to_string()),
        }
    }
}

/// Collects a tree of fields.
struct Collector<'py, 'i> {
    py: Python<'py>,
    input: &'i [u8],
    /// The list that is being filled is the last; before it are those around it.
    lists: Vec<Bound<'py, PyList>>,
    failed: Option<PyErr>,
}

impl<'py, 'i> Collector<'py, 'i> {
    fn new(py: Python<'py>, input: &'i [u8]) -> Self {
        Self { py, input, lists: vec![PyList::empty(py)], failed: None }
    }

    fn finish(mut self) -> PyResult<Bound<'py, PyList>> {
        match self.failed {
            Some(failed) => Err(failed),
            None => Ok(self.lists.swap_remove(0)),
        }
    }

    fn push(
        &mut self,
        row: &'static Row,
        value: PyResult<Bound<'py, PyAny>>,
        names: Vec<&'static str>,
        at: Option<&[u8]>,
    ) {
        let place = at.and_then(|at| range(self.input, at));
        let field = value.and_then(|value| {
            let field = Field {
                id: row.id,
                name: row.name(),
                value: value.unbind(),
                names,
                raw: at.map(|at| PyBytes::new(self.py, at).unbind()),
                start: place.as_ref().map(|place| place.start),
                end: place.map(|place| place.end),
                derived: row.derived,
            };
            match self.lists.last() {
                Some(list) => list.append(Py::new(self.py, field)?),
                None => Ok(()),
            }
        });
        if let Err(error) = field {
            self.failed.get_or_insert(error);
        }
    }
}

/// The names of the number, of the word, or of the bits that are set.
fn names(row: &Row, value: Value<'_>) -> Vec<&'static str> {
    let named = |all: &'static [ValueName], is: &dyn Fn(u64) -> bool| {
        all.iter().filter(|name| is(name.value)).map(|name| name.name).collect()
    };
    match (row.kind, value) {
        (Kind::Enum(all), Value::Number(number)) => named(all, &|value| value == number),
        (Kind::Flags(all), Value::Number(number)) => named(all, &|bits| bits != 0 && number & bits == bits),
        (Kind::Word(all), Value::Text(text)) => {
            all.iter().filter(|word| word.word == text).map(|word| word.name).collect()
        }
        _ => Vec::new(),
    }
}

impl TreeVisitor for Collector<'_, '_> {
    fn leaf(&mut self, row: &'static Row, value: Value<'_>, at: Option<&[u8]>) {
        let py = self.py;
        let bytes = |bytes: &[u8]| Ok(PyBytes::new(py, bytes).into_any());
        let names = names(row, value);
        let value = match value {
            Value::Number(number) => number.into_pyobject(py).map(|it| it.into_any()).map_err(Into::into),
            Value::Signed(number) => number.into_pyobject(py).map(|it| it.into_any()).map_err(Into::into),
            Value::Encoded(encoded) => match row.kind {
                Kind::Encoded(coding) => bytes(&coding.decode(encoded).collect::<Vec<_>>()),
                _ => bytes(encoded),
            },
            Value::Text(text) | Value::Bytes(text) => bytes(text),
            Value::Error(error) => Ok(raised(py, error).into_value(py).into_bound(py).into_any()),
            _ => return,
        };
        self.push(row, value, names, at);
    }

    fn enter(&mut self, row: &'static Row, _: Value<'_>, at: Option<&[u8]>) -> bool {
        let inner = PyList::empty(self.py);
        self.push(row, Ok(inner.clone().into_any()), Vec::new(), at);
        self.lists.push(inner);
        true
    }

    fn leave(&mut self, _: &'static Row) {
        self.lists.pop();
    }
}

/// The fields of a packet or dictionary.
#[pyfunction]
fn ipmsg<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyList>> {
    let mut fields = Collector::new(py, data);
    let result = match Packet::walk(data, (), &mut Tree::new(&mut fields)) {
        Err(error) if error.kind() == ErrorKind::Dictionary => {
            Dictionary::walk(data, (), &mut Tree::new(&mut fields))
        }
        result => result,
    };
    result.map_err(|error| raised(py, error))?;
    fields.finish()
}

/// The fields of the payload of an `MSG`.
#[pyfunction]
fn content<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyList>> {
    let content = Content::parse(data).map_err(|error| raised(py, error))?;
    let mut fields = Collector::new(py, data);
    walk_tree(&content, &mut fields);
    fields.finish()
}

#[pyclass(frozen, get_all, module = "imwire")]
struct Frame {
    raw: Py<PyBytes>,
    verb: Py<PyString>,
    args: Vec<Py<PyBytes>>,
    payload: Option<Py<PyBytes>>,
    command: Option<&'static str>,
    fields: Py<PyList>,
    error: Option<Py<PyAny>>,
}

#[pymethods]
impl Frame {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<{} {}>", self.command.unwrap_or("Frame"), self.raw.bind(py).repr()?))
    }
}

/// The fields of the command in a frame, with their places in it.
fn walked(frame: &WireFrame<'_>, cx: Context, visitor: &mut Tree<'_>) -> Result<(), Error> {
    let (raw, dialect) = (frame.raw(), cx.dialect);
    match (cx.link, cx.role) {
        (Link::FileTransfer, _) => ft::Transfer::walk(raw, dialect, visitor),
        (Link::Switchboard, Role::Client) => sb::ClientCommand::walk(raw, dialect, visitor),
        (Link::Switchboard, Role::Server) => sb::ServerCommand::walk(raw, dialect, visitor),
        (_, Role::Client) => ns::ClientCommand::walk(raw, dialect, visitor),
        (_, Role::Server) => ns::ServerCommand::walk(raw, dialect, visitor),
    }
}

/// What one side sends.
struct Incoming {
    side: Side,
    buffer: Vec<u8>,
    /// How much of the buffer was given out as frames.
    done: usize,
}

/// Both sides of a connection.
#[pyclass(module = "imwire")]
struct Connection {
    session: Session,
    sides: [Incoming; 2],
}

impl Connection {
    fn incoming(&mut self, role: Role) -> &mut Incoming {
        &mut self.sides[usize::from(role == Role::Server)]
    }

    fn next(&mut self, py: Python<'_>, role: Role) -> PyResult<Option<Frame>> {
        let mut session = self.session;
        let dialect = session.context(role).dialect;
        let Incoming { side, buffer, done } = self.incoming(role);
        let Some((frame, command)) =
            side.next(&mut session, &buffer[*done..]).map_err(|error| raised(py, error))?
        else {
            buffer.drain(..*done);
            *done = 0;
            return Ok(None);
        };
        // A link that shows only now is that of this command too.
        let cx = Context { dialect, ..session.context(role) };
        let shown = shown(py, &frame, command.map(|command| command.command), cx)?;
        *done += frame.raw().len();
        self.session = session;
        Ok(Some(shown))
    }
}

/// The frames of one side, as far as they are complete.
#[pyclass(frozen, module = "imwire")]
struct Frames {
    connection: Py<Connection>,
    role: Role,
}

#[pymethods]
impl Frames {
    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Frame>> {
        self.connection.try_borrow_mut(py)?.next(py, self.role)
    }
}

fn role_of(role: &str) -> PyResult<Role> {
    match role {
        "client" => Ok(Role::Client),
        "server" => Ok(Role::Server),
        _ => Err(PyValueError::new_err("role: neither client nor server")),
    }
}

#[pymethods]
impl Connection {
    #[new]
    #[pyo3(signature = (link = None, dialect = None, *, lenient = false, max_line = 8192, max_payload = 1_048_576))]
    fn new(
        link: Option<&str>,
        dialect: Option<u8>,
        lenient: bool,
        max_line: usize,
        max_payload: usize,
    ) -> PyResult<Self> {
        let link = match link {
            None => Link::Unknown,
            Some("notification") => Link::Notification,
            Some("switchboard") => Link::Switchboard,
            Some("file transfer") => Link::FileTransfer,
            Some(_) => {
                return Err(PyValueError::new_err("link: not notification, switchboard or file transfer"));
            }
        };
        let limits = Limits { line: max_line, payload: max_payload };
        let side = |role| {
            let side = Side::new(role).limits(limits);
            Incoming { side: if lenient { side.lenient() } else { side }, buffer: Vec::new(), done: 0 }
        };
        let session = Session::known(link, dialect.map_or(Dialect::UNKNOWN, Dialect::new));
        Ok(Self { session, sides: [side(Role::Client), side(Role::Server)] })
    }

    #[getter]
    fn link(&self) -> Option<String> {
        Some(self.session.link()).filter(|link| *link != Link::Unknown).map(|link| link.to_string())
    }

    #[getter]
    fn dialect(&self) -> Option<u8> {
        let dialect = self.session.dialect();
        dialect.is_known().then(|| dialect.number())
    }

    /// Takes bytes of a side; returns an iterator over the frames that are complete.
    fn receive(this: &Bound<'_, Self>, role: &str, data: &[u8]) -> PyResult<Frames> {
        let role = role_of(role)?;
        this.try_borrow_mut()?.incoming(role).buffer.extend_from_slice(data);
        Ok(Frames { connection: this.clone().unbind(), role })
    }

    /// Learns from a command that this program sends.
    fn sent(&mut self, py: Python<'_>, role: &str, data: &[u8]) -> PyResult<()> {
        let cx = self.session.context(role_of(role)?);
        let command = AnyCommand::parse_with(data, cx).map_err(|error| raised(py, error))?;
        self.session.wrote(&command);
        Ok(())
    }
}

fn shown(
    py: Python<'_>,
    frame: &WireFrame<'_>,
    command: Result<AnyCommand<'_>, Error>,
    cx: Context,
) -> PyResult<Frame> {
    let line = frame.line();
    let (mut name, mut error, mut fields) = (None, None, PyList::empty(py));
    match command {
        Ok(command) => {
            name = Some(command.name());
            let mut places = Collector::new(py, frame.raw());
            fields = match walked(frame, cx, &mut Tree::new(&mut places)) {
                Ok(()) => places.finish()?,
                // With trailing parameters, which a walk refuses: the fields without their places.
                Err(_) => {
                    let mut plain = Collector::new(py, frame.raw());
                    walk_tree(&command, &mut plain);
                    plain.finish()?
                }
            };
        }
        Err(found) => error = Some(raised(py, found).into_value(py).into_any()),
    }
    Ok(Frame {
        raw: PyBytes::new(py, frame.raw()).unbind(),
        verb: PyString::new(py, &String::from_utf8_lossy(&line.verb())).unbind(),
        args: line.args().map(|arg| PyBytes::new(py, arg.as_bytes()).unbind()).collect(),
        payload: frame.payload().map(|payload| PyBytes::new(py, payload).unbind()),
        command: name,
        fields: fields.unbind(),
        error,
    })
}

#[pymodule]
fn imwire(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("WireError", module.py().get_type::<WireError>())?;
    module.add_class::<Field>()?;
    module.add_class::<Frame>()?;
    module.add_class::<Connection>()?;
    module.add_function(wrap_pyfunction!(ipmsg, module)?)?;
    module.add_function(wrap_pyfunction!(content, module)?)
}
