// Body of the files product_kernels_*.cpp. Each defines before, in a namespace of its own without a
// name: kVectorBytes; kRows, the rows of a block, whose sums stay in registers; kHalf, whether
// vectors of half the size pay.

template <class T, int kBytes>
struct VectorOf {
  typedef T Type __attribute__((vector_size(kBytes)));
};

template <class V, class T>
inline V Load(const T* from) {
  V v;
  __builtin_memcpy(&v, from, sizeof(v));
  return v;
}

/// Ends a row: the vectors `sums` are its first `columns` elements.
template <class T, class V, int kCount>
inline void Finish(const ProductTask<T>& t, const V (&sums)[kCount], T* row, long columns) {
  constexpr long kLanes = sizeof(V) / sizeof(T);
  // A copy: the sums themselves must have no address, or they leave the registers.
  V line[kCount];
  for (int v = 0; v < kCount; ++v) line[v] = t.relu ? (sums[v] < T{0} ? V{} : sums[v]) : sums[v];
  if (columns == kCount * kLanes) {
    __builtin_memcpy(row, line, sizeof(line));
    return;
  }
  T elements[kCount * kLanes];
  __builtin_memcpy(elements, line, sizeof(line));
  for (long j = 0; j < columns; ++j) row[j] = elements[j];
}

/// What the vectors of a row start with.
template <class T, class V, int kCount>
inline void Start(const ProductTask<T>& t, V (&sums)[kCount], const T* row, const T* bias,
                  long columns) {
  constexpr long kLanes = sizeof(V) / sizeof(T);
  const T* from = t.add ? row : bias;
  for (int v = 0; v < kCount; ++v) sums[v] = V{};
  if (from == nullptr) return;
  if (columns == kCount * kLanes) {
    for (int v = 0; v < kCount; ++v) sums[v] = Load<V>(from + v * kLanes);
    return;
  }
  T elements[kCount * kLanes] = {};
  for (long j = 0; j < columns; ++j) elements[j] = from[j];
  for (int v = 0; v < kCount; ++v) sums[v] = Load<V>(elements + v * kLanes);
}

/// Rows i to i + kHeight of a panel of kCount vectors. kWhole: all its columns are wanted. Loops
/// over rows are unrolled, and nothing takes an address, or the sums would leave the registers.
template <class T, class V, int kCount, int kHeight, bool kWhole>
inline void Block(const ProductTask<T>& t, long i, const T* panel, long column, long columns) {
  constexpr long kLanes = sizeof(V) / sizeof(T);
  const T* a = t.a + i * t.a_row;
  T* c = t.c + i * t.c_row + column;
  const T* bias = t.bias ? t.bias + column : nullptr;
  V sums[kHeight][kCount];
  if constexpr (kWhole) {
    static constexpr T kZeros[kCount * kLanes] = {};
    const T* from = t.add ? c : bias ? bias : kZeros;
    const long from_row = t.add ? t.c_row : 0;
#pragma GCC unroll 12
    for (int r = 0; r < kHeight; ++r)
      for (int v = 0; v < kCount; ++v) sums[r][v] = Load<V>(from + r * from_row + v * kLanes);
  } else {
    for (int r = 0; r < kHeight; ++r)
      Start<T, V, kCount>(t, sums[r], c + r * t.c_row, bias, columns);
  }
  const long row = t.a_row, step = t.a_column, k = t.k;
  if constexpr (kCount == 1 && kHeight > 8) {
    // As many loads as sums: addresses of rows must not be loaded, too. Two pointers and their
    // distances fit the registers; the compiler would make one of each row, but can't see through
    // the assembly.
    constexpr int kUpper = kHeight / 2;
    const T* lower = a + kUpper * row;
    for (long l = 0; l < k; ++l, a += step, lower += step) {
      asm("" : "+r"(a), "+r"(lower));
      const V b = Load<V>(panel + l * kLanes);
      for (int r = 0; r < kUpper; ++r) sums[r][0] += b * a[r * row];
      for (int r = kUpper; r < kHeight; ++r) sums[r][0] += b * lower[(r - kUpper) * row];
    }
  } else {
    for (long l = 0; l < k; ++l) {
      V b[kCount];
      for (int v = 0; v < kCount; ++v) b[v] = Load<V>(panel + (l * kCount + v) * kLanes);
      for (int r = 0; r < kHeight; ++r) {
        const T x = a[r * row + l * step];
        for (int v = 0; v < kCount; ++v) sums[r][v] += b[v] * x;
      }
    }
  }
  if constexpr (kWhole) {
    const V least = V{} + (t.relu ? T{0} : -__builtin_huge_valf());
#pragma GCC unroll 12
    for (int r = 0; r < kHeight; ++r)
      for (int v = 0; v < kCount; ++v) {
        const V sum = sums[r][v] < least ? least : sums[r][v];
        __builtin_memcpy(c + r * t.c_row + v * kLanes, &sum, sizeof(V));
      }
  } else {
    for (int r = 0; r < kHeight; ++r) Finish<T, V, kCount>(t, sums[r], c + r * t.c_row, columns);
  }
}

template <class T, class V, int kCount, bool kWhole>
inline void Rows(const ProductTask<T>& t, long begin, long end, const T* panel, long column,
                 long columns) {
  long i = begin;
  for (; i + kRows <= end; i += kRows)
    Block<T, V, kCount, kRows, kWhole>(t, i, panel, column, columns);
  for (; i + 4 <= end; i += 4) Block<T, V, kCount, 4, kWhole>(t, i, panel, column, columns);
  for (; i < end; ++i) Block<T, V, kCount, 1, kWhole>(t, i, panel, column, columns);
}

/// One row: two panels at once, and with them the last one, or the sums would wait for each other.
template <class T, class V, class Last, int kLast>
inline void Line(const ProductTask<T>& t, const T* panel, long column, const T* last,
                 long columns) {
  constexpr long kLanes = sizeof(V) / sizeof(T), kLastLanes = sizeof(Last) / sizeof(T),
                 kWidth = 2 * kLanes;
  const T* a = t.a;
  T* c = t.c + column;
  const T* bias = t.bias ? t.bias + column : nullptr;
  V left[2], right[2];
  Last rest[kLast > 0 ? kLast : 1];
  Start<T, V, 2>(t, left, c, bias, kWidth);
  Start<T, V, 2>(t, right, c + kWidth, bias ? bias + kWidth : nullptr, kWidth);
  if constexpr (kLast > 0)
    Start<T, Last, kLast>(t, rest, c + 2 * kWidth, bias ? bias + 2 * kWidth : nullptr, columns);
  const long step = t.a_column, k = t.k;
  const T* second = panel + kWidth * k;
  for (long l = 0; l < k; ++l) {
    const T x = a[l * step];
    for (int v = 0; v < 2; ++v) {
      left[v] += Load<V>(panel + (l * 2 + v) * kLanes) * x;
      right[v] += Load<V>(second + (l * 2 + v) * kLanes) * x;
    }
    if constexpr (kLast > 0)
      for (int v = 0; v < kLast; ++v)
        rest[v] += Load<Last>(last + (l * kLast + v) * kLastLanes) * x;
  }
  Finish<T, V, 2>(t, left, c, kWidth);
  Finish<T, V, 2>(t, right, c + kWidth, kWidth);
  if constexpr (kLast > 0) Finish<T, Last, kLast>(t, rest, c + 2 * kWidth, columns);
}

/// Columns from `column` on, less than a panel is wide.
template <class T, class F>
inline void WithLast(long columns, F&& f) {
  using V = typename VectorOf<T, kVectorBytes>::Type;
  using Half = typename VectorOf<T, kHalf ? kVectorBytes / 2 : kVectorBytes>::Type;
  constexpr long kLanes = kVectorBytes / sizeof(T), kHalfLanes = sizeof(Half) / sizeof(T);
  if (columns == 0) return;
  if (columns <= kHalfLanes)
    f.template operator()<Half, 1>();
  else if (columns <= kLanes)
    f.template operator()<V, 1>();
  else
    f.template operator()<V, 2>();
}

/// The lanes of the lower half of a vector and of the upper one, added.
template <class T, class V>
inline typename VectorOf<T, sizeof(V) / 2>::Type Folded(V v) {
  typename VectorOf<T, sizeof(V) / 2>::Type halves[2];
  __builtin_memcpy(halves, &v, sizeof(v));
  return halves[0] + halves[1];
}

/// The sum of the lanes, halves first.
template <class T, class V>
inline T SumOf(V v) {
  if constexpr (sizeof(V) == sizeof(T))
    return v[0];
  else
    return SumOf<T>(Folded<T>(v));
}

/// Elements [i .. i + kHeight, j]: sums along the rows, which do not wait for each other.
template <class T, int kHeight>
inline void Dot(const ProductTask<T>& t, long i, long j) {
  using V = typename VectorOf<T, kVectorBytes>::Type;
  using Half = typename VectorOf<T, kVectorBytes / 2>::Type;
  constexpr long kLanes = kVectorBytes / sizeof(T), kHalfLanes = kLanes / 2;
  const T *a = t.a + i * t.a_row, *b = t.panels + j * t.k;
  long l = 0;
  T sums[kHeight] = {};
  if (t.a_column == 1 && t.k >= kLanes) {
    V lanes[kHeight] = {};
    for (; l + kLanes <= t.k; l += kLanes) {
      const V other = Load<V>(b + l);
      for (int r = 0; r < kHeight; ++r) lanes[r] += Load<V>(a + r * t.a_row + l) * other;
    }
    Half halves[kHeight];
    for (int r = 0; r < kHeight; ++r) halves[r] = Folded<T>(lanes[r]);
    if (l + kHalfLanes <= t.k) {
      const Half other = Load<Half>(b + l);
      for (int r = 0; r < kHeight; ++r) halves[r] += Load<Half>(a + r * t.a_row + l) * other;
      l += kHalfLanes;
    }
    for (int r = 0; r < kHeight; ++r) sums[r] = SumOf<T>(halves[r]);
  }
  for (; l < t.k; ++l)
    for (int r = 0; r < kHeight; ++r) sums[r] += a[r * t.a_row + l * t.a_column] * b[l];
  for (int r = 0; r < kHeight; ++r) {
    T& c = t.c[(i + r) * t.c_row + j];
    sums[r] += t.add ? c : t.bias ? t.bias[j] : T{0};
    c = t.relu && sums[r] < T{0} ? T{0} : sums[r];
  }
}

/// Few columns, which are held one after the other.
template <class T>
void Dots(const ProductTask<T>& t) {
  long i = 0;
  for (; i + 4 <= t.m; i += 4)
    for (long j = 0; j < t.n; ++j) Dot<T, 4>(t, i, j);
  for (; i < t.m; ++i)
    for (long j = 0; j < t.n; ++j) Dot<T, 1>(t, i, j);
}

/// One row: two panels at a time, then what is left.
template <class T>
void OneRow(const ProductTask<T>& t) {
  using V = typename VectorOf<T, kVectorBytes>::Type;
  constexpr long kWidth = 2 * kVectorBytes / sizeof(T);
  const long full = t.n / kWidth * kWidth, rest = t.n - full;
  const T* last = t.panels + full * t.k;
  long column = 0;
  bool done = rest == 0;
  for (; column + 2 * kWidth <= full; column += 2 * kWidth) {
    const T* panel = t.panels + column * t.k;
    if (!done && column + 2 * kWidth == full) {
      WithLast<T>(rest, [&]<class Last, int kLast> {
        Line<T, V, Last, kLast>(t, panel, column, last, rest);
      });
      done = true;
    } else {
      Line<T, V, V, 0>(t, panel, column, nullptr, 0);
    }
  }
  for (; column < full; column += kWidth)
    Block<T, V, 2, 1, true>(t, 0, t.panels + column * t.k, column, kWidth);
  if (!done)
    WithLast<T>(rest, [&]<class Last, int kLast> {
      Block<T, Last, kLast, 1, false>(t, 0, last, full, rest);
    });
}

template <class T>
void Product(const ProductTask<T>& t) {
  if (t.n <= kDotColumns) return Dots(t);
  if (t.m == 1) return OneRow(t);
  using V = typename VectorOf<T, kVectorBytes>::Type;
  constexpr long kWidth = 2 * kVectorBytes / sizeof(T);
  const long full = t.n / kWidth * kWidth, rest = t.n - full;
  // The rows at work stay in the first cache; the panels come by from the second.
  for (long i = 0; i < t.m; i += kRows) {
    const long end = i + kRows < t.m ? i + kRows : t.m;
    for (long column = 0; column < full; column += kWidth)
      Rows<T, V, 2, true>(t, i, end, t.panels + column * t.k, column, kWidth);
    WithLast<T>(rest, [&]<class Last, int kLast> {
      if (rest == kLast * static_cast<long>(sizeof(Last) / sizeof(T)))
        Rows<T, Last, kLast, true>(t, i, end, t.panels + full * t.k, full, rest);
      else
        Rows<T, Last, kLast, false>(t, i, end, t.panels + full * t.k, full, rest);
    });
  }
}
